"""The outer form of a frame: AB, flags, length, checksum, index, and a body of keyed fields (sheet §3).

All numbers are little-endian. The checksum is CRC-16/XMODEM over the body.
"""

from __future__ import annotations

from binascii import crc_hqx
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from protocols.minifinder.errors import BadFieldError

START = 0xAB
HEADER_BYTES = 8
MAX_BODY = 4096
"""Longest body that is read, in bytes; batches of stored positions stay far below."""

_ANSWER_WANTED = 0x10


class Kind(IntEnum):
    """What a frame is for: the first byte of its body."""

    REPORT = 0x01
    CONFIGURATION = 0x02
    SERVICES = 0x03
    SYSTEM = 0x04
    FIRMWARE = 0x7E
    RESPONSE = 0x7F


KINDS = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the body; its bytes are never printed, since they may be a place."""

    key: int
    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame whose checksum was right.

    Attributes:
        kind: first byte of the body, mostly one of `Kind`.
        flags: as sent. index: the sender's number, repeated in the answer.
        fields: in their order. incomplete: the last field said to be longer than the body.
        raw: all bytes.
    """

    kind: int
    flags: int
    index: int
    fields: tuple[Field, ...]
    incomplete: bool = False
    raw: bytes = field(default=b"", repr=False)

    @property
    def answer_wanted(self) -> bool:
        """The sender repeats until it has an answer."""
        return bool(self.flags & _ANSWER_WANTED)


def body_length(buffer: bytes, start: int) -> int:
    """The length that the header at `start` states; the caller knows that all eight bytes are there."""
    return int.from_bytes(buffer[start + 2 : start + 4], "little")


def checksum_holds(raw: bytes) -> bool:
    """Whether the checksum in the header is that of the body."""
    return crc_hqx(raw[HEADER_BYTES:], 0) == int.from_bytes(raw[4:6], "little")


def open_frame(raw: bytes) -> Frame:
    """Read a frame whose length and checksum are right; its body has at least one byte."""
    fields, incomplete = _fields(raw[HEADER_BYTES + 1 :])
    return Frame(raw[HEADER_BYTES], raw[1], int.from_bytes(raw[6:8], "little"), fields, incomplete, raw)


def _fields(octets: bytes) -> tuple[tuple[Field, ...], bool]:
    found: list[Field] = []
    at = 0
    while at < len(octets):
        length = octets[at]
        if length == 0 or at + 1 + length > len(octets):
            return tuple(found), True
        found.append(Field(octets[at + 1], octets[at + 2 : at + 1 + length]))
        at += 1 + length
    return tuple(found), False


def seal(kind: int, index: int, fields: Sequence[Field], *, answer_wanted: bool = False) -> bytes:
    """The bytes of a frame.

    Args:
        kind: 0 to 255, see `Kind`.
        index: 0 to 65 535.
        fields: each at most 254 bytes.
        answer_wanted: sets the flag that asks for an answer.

    Raises:
        BadFieldError: a field, the body or the index is too large.
    """
    body = bytes([kind]) + b"".join(_written(fields))
    if len(body) > MAX_BODY or not 0 <= index <= 0xFFFF:
        raise BadFieldError(f"a body holds at most {MAX_BODY} bytes and an index is 0 to 65535")
    flags = _ANSWER_WANTED if answer_wanted else 0
    head = bytes([START, flags]) + len(body).to_bytes(2, "little") + crc_hqx(body, 0).to_bytes(2, "little")
    return head + index.to_bytes(2, "little") + body


def _written(fields: Sequence[Field]) -> Iterator[bytes]:
    for each in fields:
        if len(each.octets) > 254:
            raise BadFieldError(f"a field holds at most 254 bytes, key {each.key:02X} has {len(each.octets)}")
        yield bytes([len(each.octets) + 1, each.key]) + each.octets
