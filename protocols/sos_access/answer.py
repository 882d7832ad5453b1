"""Answers: the receiver's bytes, and how a unit reads them (sheet §2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from protocols.safe_xml import XmlError, escape, read_xml
from protocols.sos_access.errors import AnswerError
from protocols.sos_access.requests import Root
from protocols.sos_access.status import TEXTS, Status

HEADER = b'<?xml version="1.0" encoding="iso-8859-1"?>\n'


@dataclass(frozen=True, slots=True)
class Answer:
    """A receiver's answer as a unit reads it."""

    root: str
    reference: str
    status: int
    text: str
    arrived_at: str
    new_authentication: str = field(default="", repr=False)


def answer(
    root: Root,
    status: Status,
    *,
    arrived_at: datetime,
    reference: str = "",
    text: str = "",
    new_authentication: str = "",
) -> bytes:
    """The answer to a request.

    Args:
        root: the request's; an unreadable one is answered as an alarm.
        status: what became of it.
        arrived_at: in the time zone in which it shall be written, with milliseconds.
        reference: as received; left out when the unit sent none.
        text: for people, the status' own when empty.
        new_authentication: 15 characters, for a granted change.
    """
    fields = [("reference", reference), ("status", str(int(status))), ("info", text or TEXTS[status])]
    fields.append(("newauthentication", new_authentication))
    fields.append(("arrivaltime", f"{arrived_at:%Y-%m-%d %H:%M:%S}.{arrived_at.microsecond // 1000:03}"))
    return document(root.answer, fields)


def document(root: str, fields: list[tuple[str, str]]) -> bytes:
    """A document of flat fields in ISO-8859-1; empty ones are left out, what Latin-1 lacks is a character reference."""
    inner = "".join([f"<{name}>{escape(text)}</{name}>" for name, text in fields if text])
    return HEADER + f"<{root}>{inner}</{root}>".encode("iso-8859-1", "xmlcharrefreplace")


def read_answer(octets: bytes) -> Answer:
    """Read a receiver's answer.

    Raises:
        AnswerError: it is none.
    """
    try:
        document = read_xml(octets)
        status = int(document.text_of("status"))
    except XmlError as error:
        raise AnswerError(f"the answer is no XML: {error}") from None
    except ValueError:
        raise AnswerError("the answer has no status") from None
    return Answer(
        document.name,
        document.text_of("reference"),
        status,
        document.text_of("info"),
        document.text_of("arrivaltime"),
        document.text_of("newauthentication"),
    )
