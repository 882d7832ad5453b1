"""A document's bytes to a typed request; odd fields are faults in it, only unreadable bytes are errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from protocols.safe_xml import Element, XmlError, read_xml
from protocols.sos_access.errors import MalformedError, TooLongError
from protocols.sos_access.requests import AlarmRequest, AlarmType, FieldFault, Request, Root
from protocols.sos_access.status import Status

MAX_BYTES = 100_000
"""Longest request, header and tags included (sheet §1)."""

LIMITS: Mapping[str, int] = {
    "reference": 50, "receiver": 20, "alarmtype": 2, "transmittertype": 5, "transmittercode": 15,
    "transmitterarea": 5, "eventcode": 25, "section": 5, "sectiontext": 40, "detector": 5, "detectortext": 40,
    "additionalinfo": 2000,
}  # fmt: skip
"""Longest text of a field in characters; a longer one is kept and gives status 3."""

_ALWAYS = ("authentication", "transmittercode", "transmittertype")
_IN_ALARMS = ("receiver", "eventcode")
_UNSET = "None"
"""A known client writes this word for additional text that nobody gave it (sheet §2)."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse(octets: bytes) -> Request:
    """Read one document: an `AlarmRequest` for an alarm, a plain `Request` for the other two.

    Elements may come in any order; empty ones are absent; unknown ones are ignored.

    Raises:
        TooLongError: more than 100 000 bytes.
        MalformedError: not well-formed, with a document type, or with an unknown root.
    """
    if len(octets) > MAX_BYTES:
        raise TooLongError(f"a request holds at most {MAX_BYTES} bytes")
    try:
        document = read_xml(octets)
        root = Root(document.name.lower())
    except XmlError as error:
        raise MalformedError(str(error)) from None
    except ValueError:
        raise MalformedError("the root element is none of this protocol's") from None
    fields = _fields(document)
    faults = _faults(root, fields)
    has_header = octets.lstrip().removeprefix(_BYTE_ORDER_MARK).startswith(b"<?xml")
    shared = _Shared(
        fields.get("reference", ""), fields.get("authentication", ""), fields.get("transmittercode", ""),
        fields.get("transmittertype", ""), faults, has_header, octets,
    )  # fmt: skip
    return _alarm(shared, fields) if root is Root.ALARM else _plain(root, shared)


@dataclass(frozen=True, slots=True)
class _Shared:
    reference: str
    authentication: str
    transmitter_code: str
    transmitter_type: str
    faults: tuple[FieldFault, ...]
    has_header: bool
    raw: bytes


def _fields(document: Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in document.children:
        name = child.name.lower()
        text = child.text_of("pos") or child.text if name == "position" else child.text
        if name == "additionalinfo" and text == _UNSET:
            continue
        if text:
            fields.setdefault(name, text)
    return fields


def _faults(root: Root, fields: Mapping[str, str]) -> tuple[FieldFault, ...]:
    wanted = _ALWAYS + _IN_ALARMS if root is Root.ALARM else _ALWAYS
    faults = [FieldFault(name, Status.FIELD_MISSING) for name in wanted if name not in fields]
    faults += [
        FieldFault(name, Status.WRONG_CONTENT) for name, most in LIMITS.items() if len(fields.get(name, "")) > most
    ]
    if root is Root.ALARM and fields.get("alarmtype", "AL").upper() not in ("AL", "RE"):
        faults.append(FieldFault("alarmtype", Status.WRONG_CONTENT))
    return tuple(faults)


def _plain(root: Root, shared: _Shared) -> Request:
    return Request(
        root=root,
        reference=shared.reference,
        authentication=shared.authentication,
        transmitter_code=shared.transmitter_code,
        transmitter_type=shared.transmitter_type,
        faults=shared.faults,
        has_header=shared.has_header,
        raw=shared.raw,
    )


def _alarm(shared: _Shared, fields: Mapping[str, str]) -> AlarmRequest:
    restore = fields.get("alarmtype", "").upper() == "RE"
    return AlarmRequest(
        root=Root.ALARM,
        reference=shared.reference,
        authentication=shared.authentication,
        transmitter_code=shared.transmitter_code,
        transmitter_type=shared.transmitter_type,
        faults=shared.faults,
        has_header=shared.has_header,
        raw=shared.raw,
        receiver=fields.get("receiver", ""),
        transmitter_time=fields.get("transmittertime", ""),
        alarm_type=AlarmType.RESTORE if restore else AlarmType.ALARM,
        transmitter_area=fields.get("transmitterarea", ""),
        event_code=fields.get("eventcode", ""),
        section=fields.get("section", ""),
        section_text=fields.get("sectiontext", ""),
        detector=fields.get("detector", ""),
        detector_text=fields.get("detectortext", ""),
        additional_info=tuple([line.strip() for line in fields.get("additionalinfo", "").splitlines() if line.strip()]),
        position=fields.get("position", ""),
    )


_SALVAGED = {
    name: re.compile(rb"<(?:[\w.\-]+:)?%s(?:\s[^<>]*)?>\s*([^<>]{1,64}?)\s*<" % name.encode(), re.IGNORECASE)
    for name in ("reference", "transmittercode", "transmittertype", "authentication", "eventcode")
}


def salvage(octets: bytes, name: str) -> str:
    """The text of a field in bytes that are no XML, up to 64 characters; empty when it cannot be found.

    `name` is reference, transmittercode, transmittertype, authentication or eventcode.
    """
    found = _SALVAGED[name].search(octets, 0, MAX_BYTES)
    return found[1].decode("latin-1") if found else ""
