"""One ESPA 4.4.4 block: header and records as sent, and how to build one (ESPA 4.4.4 §3, sheet §5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import xor

from protocols.espa444.errors import BadFieldError
from protocols.espa444.text import read_text

SOH, STX, ETX, EOT, ENQ, ACK, NAK, RS, US = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x15, 0x1E, 0x1F

MAX_BLOCK = 1024
"""Longest block in bytes, SOH to ETX; the proposal's own limits make about 200."""

_STRUCTURE = frozenset({SOH, STX, ETX, EOT, ENQ, ACK, NAK, RS, US})


class Header(StrEnum):
    """What a block is for."""

    CALL = "1"
    STATUS = "2"
    STATUS_REQUEST = "3"
    SUBSCRIBER_LINE = "4"
    OTHER = "5"


class RecordKind(StrEnum):
    """The identifiers of records."""

    ADDRESS = "1"
    TEXT = "2"
    BEEP = "3"
    CALL_TYPE = "4"
    TRANSMISSIONS = "5"
    PRIORITY = "6"
    CALL_STATUS = "7"
    SYSTEM_STATUS = "8"


class CallType(StrEnum):
    """Values of the call type record."""

    RESET = "1"
    SPEECH = "2"
    STANDARD = "3"


TRANSMITTER_FAILURE = "1"
"""Value of the system status record."""


@dataclass(frozen=True, slots=True)
class Record:
    """One field; `identifier` is `""` when the record had no separator. Its bytes may hold a person's name."""

    identifier: str
    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """One block whose check character was right.

    Attributes:
        header: text between SOH and STX, normally one digit of `Header`.
        records: in their order, unknown ones too.
        raw: all bytes, SOH to the check character.
    """

    header: str
    records: tuple[Record, ...]
    raw: bytes = field(repr=False)

    def find(self, kind: RecordKind, charset: str = "auto") -> str | None:
        """Text of the first record of that kind, None when there is none.

        Raises:
            BadCharsetError: nobody here knows `charset`.
        """
        for record in self.records:
            if record.identifier == kind:
                return read_text(record.octets, charset)
        return None


def check_character(octets: bytes) -> int:
    """XOR of all bytes after SOH up to and with ETX (ESPA 4.4.4 §3.3)."""
    return reduce(xor, octets, 0)


def read_block(raw: bytes) -> Block:
    """Read SOH … ETX BCC whose check character has been found right. Never fails: what is odd is kept raw."""
    head, mark, rest = raw[1:-2].partition(bytes([STX]))
    if not mark:
        head, rest = b"", head
    records = tuple(_read_record(part) for part in rest.split(bytes([RS]))) if rest else ()
    return Block(head.decode("latin-1").strip(), records, raw)


def _read_record(octets: bytes) -> Record:
    head, mark, rest = octets.partition(bytes([US]))
    return Record(head.decode("latin-1").strip(), rest) if mark else Record("", octets)


def build_block(header: str, records: Iterable[tuple[str, bytes]]) -> bytes:
    """Write a block with its check character.

    Raises:
        BadFieldError: a field holds one of the protocol's own control characters, or the block is too long.
    """
    body = header.encode("latin-1", "replace")
    parts = [(identifier.encode("latin-1", "replace"), octets) for identifier, octets in records]
    if _STRUCTURE & set(body + b"".join(part for pair in parts for part in pair)):
        raise BadFieldError("a field holds one of the control characters that separate fields")
    inner = body + bytes([STX]) + bytes([RS]).join(name + bytes([US]) + octets for name, octets in parts)
    inner += bytes([ETX])
    if len(inner) + 1 > MAX_BLOCK:
        raise BadFieldError(f"a block holds at most {MAX_BLOCK} bytes, this one has {len(inner) + 1}")
    return bytes([SOH]) + inner + bytes([check_character(inner)])
