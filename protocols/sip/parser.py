"""Bytes to SIP messages, for one datagram (RFC 3261 §18.3).

Tolerated, since units in the field do it: LF line ends, folded lines, compact names, header lines without a
colon (skipped), bytes that are not UTF-8, and a Content-Length that counts characters instead of bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from protocols.sip.errors import (
    BodyTooLargeError,
    MalformedMessageError,
    MessageTooLargeError,
    NotSipError,
    SipError,
    VersionNotSupportedError,
)
from protocols.sip.message import Headers, Request, Response

MAX_HEAD = 64 * 1024
MAX_BODY = 64 * 1024
PING = b"\r\n\r\n"
PONG = b"\r\n"

# Begins where white space begins, so that a datagram of blanks is walked once and not once from each of them.
_FOLD = re.compile(r"(?<![ \t\r])(?:[ \t\r]*\n[ \t]+)+")
_FIELD = re.compile(r"^([A-Za-z0-9\-.!%*_+`'~]{1,32})[ \t\r]*:(.*)$", re.MULTILINE)
_METHOD = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]{1,32}")
_RESPONSE = re.compile(r"SIP/2\.0\s+([1-6]\d\d)(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_CR = 0x0D
_KEEP_ALIVE_BYTES = b"\r\n\0 \t"


@dataclass(frozen=True, slots=True)
class KeepAlive:
    """Blank lines between messages; `answer` is what goes back: one CRLF for a ping (RFC 5626 §4.4.1)."""

    answer: bytes


@dataclass(frozen=True, slots=True, repr=False)
class BadMessage:
    """Bytes that are no valid message.

    Attributes:
        error: what is wrong; its `status` is the answer, when there is somebody to answer.
        raw: the bytes, at most 64 KiB of them, for the trace.
        partial: what could be read, to answer with; None when nobody can be answered or it was a response.
        fatal: on a stream, where the next message starts is unknown: answer, then close.
    """

    error: SipError
    raw: bytes
    partial: Request | None = None
    fatal: bool = False


Message = Request | Response
Event = Message | KeepAlive | BadMessage


@dataclass(frozen=True, slots=True)
class Head:
    """A start line and its header fields, before the body is there."""

    start_line: str
    headers: Headers


def find_head_end(octets: bytes | bytearray, start: int) -> tuple[int, int] | None:
    """Where the first blank line from `start` on begins and ends, with the line end before it; None: it is not there.

    Two searches for fixed bytes, since one for a pattern takes as long as reading the fields.
    """
    at, size = octets.find(b"\n\r\n", start), 3
    bare = octets.find(b"\n\n", start) if at < 0 else octets.find(b"\n\n", start, at + 1)
    if bare >= 0:
        at, size = bare, 2
    if at < 0:
        return None
    return (at - 1 if at > start and octets[at - 1] == _CR else at), at + size


def read_head(raw: bytes) -> Head:
    """Split the bytes before the blank line into start line and header fields; never raises."""
    text = raw.decode("utf-8", "surrogateescape")
    start, _, fields = text.partition("\n")
    if "\n " in fields or "\n\t" in fields:
        fields = _FOLD.sub(" ", fields)
    return Head(
        start.strip(), Headers([(name, value.strip().replace("\r", " ")) for name, value in _FIELD.findall(fields)])
    )


def content_length(headers: Headers) -> int | None:
    """The announced length of the body in bytes; None when the header is missing.

    Raises:
        MalformedMessageError: it is no number, or two fields disagree.
    """
    values = set(headers.get_all("Content-Length"))
    if not values:
        return None
    value = values.pop()
    if values or not (value.isascii() and value.isdigit()) or len(value) > 10:
        raise MalformedMessageError("unusable Content-Length")
    return int(value)


def assemble(head: Head, body: bytes) -> Message:
    """Make the message of its parts, without looking at the mandatory fields.

    Raises:
        NotSipError: the start line is neither a request nor a response.
        VersionNotSupportedError: it is, of another version.
        MalformedMessageError: it has too many or too few words.
    """
    if head.start_line[:4].upper() == "SIP/":
        match = _RESPONSE.fullmatch(head.start_line)
        if match is None:
            raise NotSipError("unreadable status line")
        return Response(int(match.group(1)), (match.group(2) or "").replace("\r", " "), head.headers, body)
    words = head.start_line.split()
    if len(words) < 3 or not words[-1].upper().startswith("SIP/") or not _METHOD.fullmatch(words[0]):
        raise NotSipError("no SIP start line")
    if len(words) > 3:
        raise MalformedMessageError("white space inside the Request-URI")
    if words[2].upper() != "SIP/2.0":
        raise VersionNotSupportedError("only SIP/2.0 is spoken here")
    return Request(words[0], words[1], head.headers, body)


def finish(head: Head, body: bytes, raw: bytes) -> Message | BadMessage:
    """Make and validate a message whose extent is known; what is wrong comes back as a value."""
    try:
        message = assemble(head, body)
        message.validate()
    except SipError as error:
        return BadMessage(error, raw[:MAX_HEAD], partial_request(head))
    return message


def partial_request(head: Head) -> Request | None:
    """What can be read of a bad request, for answering it; None unless it has a Via to answer to."""
    words = head.start_line.split()
    if len(words) < 2 or words[0].upper().startswith("SIP/") or not _METHOD.fullmatch(words[0]):
        return None
    request = Request(words[0], words[1], head.headers)
    try:
        _ = request.via
    except MalformedMessageError:
        return None
    return request


def parse_datagram(data: bytes, *, max_body: int = MAX_BODY) -> Event:
    """Read one UDP datagram; never raises.

    Without Content-Length the body is all that is there; bytes beyond it are dropped (RFC 3261 §18.3), except
    when it is exactly the number of characters, a known mistake of units that write åäö.
    """
    start = len(data) - len(data.lstrip(b"\r\n"))
    if start == len(data) or not data.strip(_KEEP_ALIVE_BYTES):
        return KeepAlive(PONG if data == PING else b"")
    head_end, body_start = find_head_end(data, start) or (len(data), len(data))
    if head_end - start > MAX_HEAD:
        return BadMessage(MessageTooLargeError("header section over the limit"), data[:MAX_HEAD])
    head = read_head(data[start:head_end])
    body = data[body_start:]
    try:
        length = content_length(head.headers)
    except MalformedMessageError as error:
        return BadMessage(error, data[:MAX_HEAD], partial_request(head))
    if max(len(body), length or 0) > max_body:
        return BadMessage(BodyTooLargeError("body over the limit"), data[:MAX_HEAD], partial_request(head))
    if length is not None and length > len(body):
        return BadMessage(MalformedMessageError("body cut short"), data[:MAX_HEAD], partial_request(head))
    if length is not None and not _counts_characters(body, length):
        body = body[:length]
    return finish(head, body, data)


def _counts_characters(body: bytes, length: int) -> bool:
    if length == len(body):
        return True
    try:
        return len(body.decode("utf-8")) == length
    except UnicodeDecodeError:
        return False
