"""A frame's body to typed fields, tolerant of every header dialect of sheet §7."""

from __future__ import annotations

import re

from protocols.dc09.errors import UnreadableBodyError
from protocols.dc09.extended import Extended, split_fields
from protocols.dc09.frame import Frame

_HEAD = re.compile(r'"(\*?)([^"]*)"([0-9A-Fa-f]{4})(?:R([0-9A-Fa-f]*))?(?:L([0-9A-Fa-f]*))?(?:#([^\[\]]*))?(?=\[|\Z)')
_ODD_HEAD = re.compile(r'"(\*?)([^"]*)"([^\[]*)')
_NAK_HEAD = re.compile(r'"()(NAK)"([0-9A-Fa-f]{4})(?:R([0-9A-Fa-f]*))?(?:L([0-9A-Fa-f]*))?A([0-9A-Fa-f]+)(?=\[)')
_SEQUENCE = re.compile(r"[0-9A-Fa-f]{4}")
_TIME = re.compile(r"_(\d{1,2}:\d{1,2}:\d{1,2},\d{1,2}-\d{1,2}-\d{4})", re.ASCII)

Content = tuple[str, tuple[Extended, ...], str | None]
"""Data, extended fields, timestamp."""

_QUOTE = ord('"')
_BRACKET = ord("[")


def decode_text(octets: bytes) -> str:
    """Read text as UTF-8, else as Windows-1252, else byte by byte; never fails (sheet §6)."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return octets.decode(encoding)
        except UnicodeDecodeError:
            continue
    return octets.decode("latin-1")


def parse_body(body: bytes, *, raw: bytes, binary_crc: bool = False, crc_includes_cr: bool = False) -> Frame:
    """Read a body, first quote to the byte before CR, whose checksum has been found right.

    An encrypted frame comes out sealed: its data stay hex until `crypto.decrypt` has been used on it.

    Raises:
        UnreadableBodyError: no token in quotes.
    """
    text = decode_text(body)
    head = _HEAD.match(text)
    if head is None or head[2] == "NAK":
        head = _NAK_HEAD.match(text) or head
    star, token, seq, receiver, prefix, account = head.groups() if head else _odd_head(text)
    close = body.index(_QUOTE, 1)
    bracket = body.find(_BRACKET, close)
    echo = body[close + 1 :] if bracket < 0 else body[close + 1 : bracket]
    start = head.end() if head else text.find("[", len(star) + len(token) + 2)
    content: Content = ("", (), None)
    ciphertext = None
    if star:
        ciphertext = text[start + 1 :] if bracket >= 0 else ""
    elif bracket >= 0:
        content = read_content(text, start + 1)
    data, extended, timestamp = content
    return Frame(
        token, star == "*", seq, receiver, prefix, account, data, extended, timestamp,
        ciphertext, echo, binary_crc, crc_includes_cr, raw,
    )  # fmt: skip


def _odd_head(text: str) -> tuple[str, str, str, str | None, str | None, str | None]:
    """Save what can be saved of a header in no known order: token, sequence, account."""
    head = _ODD_HEAD.match(text)
    if head is None:
        raise UnreadableBodyError("the frame has no token in quotes")
    star, token, rest = head.groups()
    seq = _SEQUENCE.match(rest)
    _, mark, account = rest.partition("#")
    return star, token, seq[0] if seq else "", None, None, account if mark else None


def has_time(timestamp: str | None) -> bool:
    """Tell whether a timestamp has the form of one, whatever it says."""
    return timestamp is not None and _TIME.fullmatch("_" + timestamp) is not None


def read_content(text: str, start: int) -> Content:
    """Read `data ] [x…] _time` from `start` on; whatever is missing at the end is taken as empty."""
    close = text.find("]", start)
    if close < 0:
        return text[start:], (), None
    data = text[start:close]
    rest = close + 1
    if rest == len(text):
        return data, (), None
    extended, rest = split_fields(text, rest)
    if time := _TIME.match(text, rest):
        return data, extended, time[1]
    return data, extended, text[rest + 1 :] if text.startswith("_", rest) else None
