"""The four messages as typed fields, and their bytes: a line, headers, and XML (sheet §7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from protocols.ipa.errors import PeerError
from protocols.safe_xml import Element, XmlError, escape, read_xml


class Qualifier(StrEnum):
    """Whether an alarm begins, goes on or ends."""

    NEW = "New"
    UPDATED = "Updated"
    RESET = "Reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What all messages have: a `Heartbeat` is no more than this.

    Attributes:
        id: wish for an acknowledgement, repeated in it; empty for none.
        client_id: who sends. authentication: its password, never printed. raw: all bytes.
    """

    id: str = ""
    client_id: str = ""
    authentication: str = field(default="", repr=False)
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat(Message):
    """A sign of life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where it is, as far as the sender knows: degrees, a beacon, or MCC, MNC, LAC and CI of a cell."""

    place: tuple[float, float] | None = field(default=None, repr=False)
    beacon: str = ""
    cell: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm(Message):
    """An alarm.

    Attributes:
        source: plain text, or the texts of its parts with `/` between; empty when it is missing.
        source_parts: the parts by name (Ward, Room, Phone, …).
        type: as sent, empty when it is missing.
    """

    source: str = ""
    source_parts: Mapping[str, str] = field(default_factory=dict, repr=False)
    type: str = ""
    qualifier: Qualifier = Qualifier.NEW
    severity: str = ""
    location: Location = Location()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage(Message):
    """A text for somebody, like a call of ESPA."""

    to: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack(Message):
    """The acknowledgement of a message with an Id; results are like those of HTTP."""

    result: int = 200
    text: str = ""


_NUMBER = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,12})?")


def parse(xml: bytes, raw: bytes = b"") -> Message:
    """Read the XML of one message; what is missing in it is empty.

    Raises:
        PeerError: not well-formed, or none of the four.
    """
    try:
        root = read_xml(xml)
    except XmlError as error:
        raise PeerError(str(error)) from None
    given = {name.lower(): text for name, text in root.attributes.items()}
    shared = (given.get("id", ""), given.get("clientid", ""), given.get("authentication", ""), raw)
    identity, client_id, authentication, raw = shared
    match root.name:
        case "Heartbeat":
            return Heartbeat(id=identity, client_id=client_id, authentication=authentication, raw=raw)
        case "TextMessage":
            return TextMessage(
                id=identity, client_id=client_id, authentication=authentication, raw=raw, to=given.get("to", ""),
                text=root.text,
            )  # fmt: skip
        case "Ack":
            result = given.get("result", "")
            number = int(result) if result.isascii() and result.isdigit() and len(result) < 5 else 0
            return Ack(
                id=identity, client_id=client_id, authentication=authentication, raw=raw, result=number, text=root.text
            )
        case "Alarm":
            source, kind = root.child("Source") or Element(""), root.child("Type") or Element("")
            parts = {part.name: part.text for part in source.children if part.text}
            return Alarm(
                id=identity, client_id=client_id, authentication=authentication, raw=raw,
                source=source.text or "/".join(parts.values()), source_parts=parts, type=kind.text,
                qualifier=_qualifier(kind.attributes.get("Qualifier", "")),
                severity=kind.attributes.get("Severity", ""), location=_location(root.child("Location")),
            )  # fmt: skip
    raise PeerError("no message of IPA")


def _qualifier(text: str) -> Qualifier:
    """An unknown one is New: somebody is told rather than nobody."""
    return next((each for each in Qualifier if each.value.lower() == text.lower()), Qualifier.NEW)


def _location(location: Element | None) -> Location:
    if location is None:
        return Location()
    gps, cell = location.child("Gps") or Element(""), location.child("CellInfo") or Element("")
    lat, lon = _degrees(gps, "Latitude", 90), _degrees(gps, "Longitude", 180)
    codes = [cell.text_of(name) for name in ("MCC", "MNC", "LAC", "CI")]
    known = [int(code) for code in codes if code.isascii() and code.isdigit() and len(code) < 10]
    return Location(
        place=(lat, lon) if lat is not None and lon is not None else None,
        beacon=location.text_of("BeaconId"),
        cell=(known[0], known[1], known[2], known[3]) if len(known) == 4 else None,
    )


def _degrees(gps: Element, name: str, most: int) -> float | None:
    text = gps.text_of(name) or gps.attributes.get(name, "")
    angle = float(text) if _NUMBER.fullmatch(text) else None
    return angle if angle is not None and abs(angle) <= most else None


def build(message: Message) -> bytes:
    """The bytes of a message, with CRLF as line ends; a location is written as its place and beacon."""
    attributes = _attributes(Id=message.id, ClientId=message.client_id, Authentication=message.authentication)
    match message:
        case Ack():
            xml = f'<Ack{attributes} Result="{message.result}">{escape(message.text)}</Ack>'
        case TextMessage():
            xml = f'<TextMessage{attributes} To="{escape(message.to)}">{escape(message.text)}</TextMessage>'
        case Alarm():
            xml = f"<Alarm{attributes}>{_source(message)}{_type(message)}{_place(message.location)}</Alarm>"
        case _:
            xml = f"<Heartbeat{attributes}/>"
    body = xml.encode("utf-8")
    return b"PUT / IPA/1.0\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def _attributes(**given: str) -> str:
    return "".join(f' {name}="{escape(text)}"' for name, text in given.items() if text)


def _source(alarm: Alarm) -> str:
    parts = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in alarm.source_parts.items())
    return f"<Source>{parts or escape(alarm.source)}</Source>"


def _type(alarm: Alarm) -> str:
    qualifier = "" if alarm.qualifier is Qualifier.NEW else alarm.qualifier.value
    return f"<Type{_attributes(Qualifier=qualifier, Severity=alarm.severity)}>{escape(alarm.type)}</Type>"


def _place(location: Location) -> str:
    inner = ""
    if location.place is not None:
        lat, lon = location.place
        inner += f"<Gps><Longitude>{lon:.6f}</Longitude><Latitude>{lat:.6f}</Latitude></Gps>"
    if location.beacon:
        inner += f"<BeaconId>{escape(location.beacon)}</BeaconId>"
    return f"<Location>{inner}</Location>" if inner else ""
