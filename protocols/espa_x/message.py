"""A message as typed fields, and its bytes: ten of header, then XML with one child (sheet §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from protocols.espa_x.errors import BadFieldError, InvalidError, MalformedError
from protocols.safe_xml import XmlError, escape, read_xml

MARK = b"EX"
HEADER_BYTES = 10
MAX_XML = 64 * 1024
"""Longest XML of one message, in bytes."""

NAMESPACE = "http://ns.espa-x.org/espa-x"
_ROOT = "ESPA-X"


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        name: of the child, such as `REQ.P-START`.
        invoke_id, session_id: as sent, empty when absent; an answer repeats both.
        fields: name to text of the child's children, the first of each; they may be a person's words.
        raw: all bytes.
    """

    name: str
    invoke_id: str = ""
    session_id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    raw: bytes = field(default=b"", repr=False)

    @property
    def is_request(self) -> bool:
        """Whether it waits for an answer."""
        return self.name.startswith("REQ.")

    def respond(
        self, code: int, reason: str, fields: Mapping[str, str] | None = None, *, session_id: str | None = None
    ) -> Message:
        """The answer to a request; `session_id` is the request's own unless given."""
        session_id = self.session_id if session_id is None else session_id
        told = {"RSP-CODE": str(code), "RSP-REASON": reason, **(fields or {})}
        return Message("RSP." + self.name.removeprefix("REQ."), self.invoke_id, session_id, told)


def parse(raw: bytes) -> Message:
    """Read a frame, header and all, whose length is right.

    Raises:
        MalformedError: not well-formed, or with a document type.
        InvalidError: another root, or no child.
    """
    try:
        document = read_xml(raw[HEADER_BYTES:])
    except XmlError as error:
        raise MalformedError(str(error)) from None
    if document.name != _ROOT or not document.children:
        raise InvalidError("no message of ESPA-X")
    child = document.children[0]
    fields: dict[str, str] = {}
    for each in child.children:
        fields.setdefault(each.name, each.text)
    return Message(child.name, child.attributes.get("invokeID", ""), child.attributes.get("sessionID", ""), fields, raw)


def build(message: Message, at: datetime) -> bytes:
    """The bytes of a message, with the time at which it leaves.

    Raises:
        BadFieldError: longer than 64 KiB.
    """
    attributes = "".join(
        f' {name}="{escape(text)}"'
        for name, text in (("invokeID", message.invoke_id), ("sessionID", message.session_id))
        if text
    )
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in message.fields.items())
    child = f"<{message.name}{attributes}>{inner}</{message.name}>" if inner else f"<{message.name}{attributes}/>"
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><{_ROOT} version="1.00" xmlns="{NAMESPACE}" '
        f'timestamp="{at:%Y-%m-%dT%H:%M:%S}">{child}</{_ROOT}>'
    ).encode()
    if len(xml) > MAX_XML:
        raise BadFieldError(f"a message holds at most {MAX_XML} bytes of XML, this one has {len(xml)}")
    return MARK + (len(xml) + HEADER_BYTES).to_bytes(4, "big") + bytes(4) + xml
