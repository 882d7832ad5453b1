"""The outer form of a frame: LF, checksum, length, body, CR, in both ways of writing the checksum."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from protocols.dc09.crc import crc16
from protocols.dc09.errors import BadFieldError, UnreadableBodyError
from protocols.dc09.frame import Frame
from protocols.dc09.parse import parse_body

LF = 0x0A
CR = 0x0D
MAX_BODY = 0xFFF
"""Longest body in bytes: the length field has three hex digits behind its 0."""

# Some panels write a header of their own before the quote (sheet §7.9); up to 16 bytes of it are skipped.
ASCII_HEADER = re.compile(rb'\n([0-9A-Fa-f]{4})0([0-9A-Fa-f]{3})([^"\r\n]{0,16})"')
# The two checksum bytes may be anything, LF and CR too, so the place of 0 and quote decides (sheet §7.1).
BINARY_HEADER = re.compile(rb'\n([\x00-\xff]{2})0([0-9A-Fa-f]{3})"')
_UNFINISHED_HEADER = re.compile(rb'\n[0-9A-Fa-f]{4}0[0-9A-Fa-f]{3}[^"\r\n]{0,16}')
_SHORTEST_HEADER = 10


class Fault(StrEnum):
    """Why bytes did not become a frame."""

    NOISE = "noise"
    CUT = "cut"
    TOO_LONG = "too_long"
    BAD_LENGTH = "bad_length"
    BAD_CRC = "bad_crc"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are no frame: counted and kept raw, never answered (DESIGN §6 *Odd input*)."""

    reason: Fault
    raw: bytes

    def __repr__(self) -> str:
        return f"Rejected({self.reason.value}, {len(self.raw)} bytes)"


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the body: checksum and length as written, and where the first quote is."""

    crc: int
    length: int
    quote: int
    binary_crc: bool


def read_header(buffer: bytes, line_feed: int) -> Header | None:
    """Read the header that begins with the LF at `line_feed`; None when the bytes there are no header."""
    if found := ASCII_HEADER.match(buffer, line_feed):
        return Header(int(found[1], 16), int(found[2], 16), found.end() - 1, False)
    if found := BINARY_HEADER.match(buffer, line_feed):
        return Header(int.from_bytes(found[1], "big"), int(found[2], 16), found.end() - 1, True)
    return None


def header_may_follow(buffer: bytes, line_feed: int) -> bool:
    """Tell whether more bytes could still make a header of what stands at `line_feed`."""
    if len(buffer) - line_feed < _SHORTEST_HEADER:
        return True
    return _UNFINISHED_HEADER.fullmatch(buffer, line_feed) is not None


def open_envelope(header: Header, raw: bytes, body: bytes) -> Frame | Rejected:
    """Check length and checksum of one frame and read its body."""
    if len(body) != header.length:
        return Rejected(Fault.BAD_LENGTH, raw)
    includes_cr = False
    if crc16(body) != header.crc:
        includes_cr = crc16(body + b"\r") == header.crc
        if not includes_cr:
            return Rejected(Fault.BAD_CRC, raw)
    try:
        return parse_body(body, raw=raw, binary_crc=header.binary_crc, crc_includes_cr=includes_cr)
    except UnreadableBodyError:
        return Rejected(Fault.UNREADABLE, raw)


def seal(body: bytes, *, binary_crc: bool = False, crc_includes_cr: bool = False) -> bytes:
    """Put LF, checksum, length and CR around a body that begins with its quote.

    Raises:
        BadFieldError: longer than 4095 bytes.
    """
    if len(body) > MAX_BODY:
        raise BadFieldError(f"a frame's body holds at most {MAX_BODY} bytes, this one has {len(body)}")
    crc = crc16(body + b"\r" if crc_includes_cr else body)
    if binary_crc:
        return b"\n%b%04X%b\r" % (crc.to_bytes(2, "big"), len(body), body)
    return b"\n%04X%04X%b\r" % (crc, len(body), body)
