"""A serial line's bytes to what was said: enquiries, answers and blocks, with noise and cut blocks told apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from protocols.espa444.block import ACK, ENQ, EOT, ETX, MAX_BLOCK, NAK, SOH, Block, check_character, read_block

_SILENT = frozenset(b"\0 \r\n\t\x7f")
_DIGITS = frozenset(b"0123456789")
_CUTS = frozenset({SOH, EOT, ENQ, ACK, NAK})
_STARTS = _DIGITS | {SOH, EOT, ACK, NAK}
_LONGEST_NOISE = 64


@dataclass(frozen=True, slots=True)
class Enquiry:
    """`address ENQ`: a poll, or half of a selection (ESPA 4.4.4 §2)."""

    address: str


class Answer(StrEnum):
    """The control characters that stand alone."""

    ACK = "ack"
    EOT = "eot"


@dataclass(frozen=True, slots=True)
class Refusal:
    """NAK, with the digit in front that gives the reason (1: transmission error), `""` without."""

    reason: str = ""


class Fault(StrEnum):
    """Why bytes became nothing."""

    NOISE = "noise"
    CUT = "cut"
    TOO_LONG = "too_long"
    BAD_BCC = "bad_bcc"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that say nothing: counted and kept raw (DESIGN §6 *Odd input*)."""

    reason: Fault
    raw: bytes

    def __repr__(self) -> str:
        return f"Rejected({self.reason.value}, {len(self.raw)} bytes)"


Item = Enquiry | Answer | Refusal | Block | Rejected

_Step = tuple[Item | None, int]
"""An item if one is complete, and where to go on; going on at the same place means: wait for more bytes."""


class Splitter:
    """Cuts one line's bytes into items; what comes out does not depend on how the bytes were split.

    The check character is read by its place, one byte after ETX: it may be any value, that of EOT or NAK too.
    Another SOH, ENQ, EOT, ACK or NAK inside a block ends it as cut, and is itself heard.
    """

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting = b""

    @property
    def waiting(self) -> int:
        """Bytes of something that has begun, a block or less; the door gives it 3 s to go on (sheet §5.5)."""
        return len(self._waiting)

    def feed(self, octets: bytes) -> list[Item]:
        """Take bytes as they came; return the items they complete, in order."""
        buffer = self._waiting + octets
        items: list[Item] = []
        at, end = 0, len(buffer)
        while at < end:
            item, then = _step(buffer, at)
            if then == at:
                break
            if item is not None:
                items.append(item)
            at = then
        self._waiting = buffer[at:]
        return items

    def give_up(self) -> list[Item]:
        """Wait no longer for the rest of what has begun: it becomes a reject."""
        left, self._waiting = self._waiting, b""
        if not left:
            return []
        return [Rejected(Fault.CUT if left[0] == SOH else Fault.NOISE, left)]


def _step(buffer: bytes, at: int) -> _Step:
    first = buffer[at]
    if first == SOH:
        return _block(buffer, at)
    if first in _SILENT:
        return None, at + 1
    if first in _DIGITS:
        return _addressed(buffer, at)
    if first == ACK:
        return Answer.ACK, at + 1
    if first == EOT:
        return Answer.EOT, at + 1
    if first == NAK:
        return Refusal(), at + 1
    return _noise(buffer, at)


def _addressed(buffer: bytes, at: int) -> _Step:
    """A digit, and behind it (blanks apart) ENQ or NAK; a digit before anything else is noise."""
    mark = at + 1
    while mark < len(buffer) and buffer[mark] in b"\0 ":
        mark += 1
    if mark == len(buffer):
        return (None, at) if mark - at < MAX_BLOCK else (Rejected(Fault.NOISE, buffer[at:mark]), mark)
    if buffer[mark] == ENQ:
        return Enquiry(chr(buffer[at])), mark + 1
    if buffer[mark] == NAK:
        return Refusal(chr(buffer[at])), mark + 1
    return Rejected(Fault.NOISE, buffer[at : at + 1]), at + 1


def _block(buffer: bytes, at: int) -> _Step:
    limit = min(len(buffer), at + MAX_BLOCK)
    for place in range(at + 1, limit):
        octet = buffer[place]
        if octet == ETX:
            if place + 1 == len(buffer):
                return None, at
            return _checked(buffer[at : place + 2]), place + 2
        if octet in _CUTS:
            if octet in (ENQ, NAK) and buffer[place - 1] in _DIGITS and place - 1 > at:
                place -= 1
            return Rejected(Fault.CUT, buffer[at:place]), place
    if limit == at + MAX_BLOCK:
        return Rejected(Fault.TOO_LONG, buffer[at:limit]), limit
    return None, at


def _checked(raw: bytes) -> Item:
    expected = check_character(raw[1:-1])
    # A station that counts seven bits on an eight-bit line is believed: its calls would never come through.
    if raw[-1] in (expected, expected & 0x7F):
        return read_block(raw)
    return Rejected(Fault.BAD_BCC, raw)


def _noise(buffer: bytes, at: int) -> _Step:
    """A run of bytes that mean nothing, up to where something may begin."""
    limit = at + _LONGEST_NOISE
    for place in range(at + 1, min(len(buffer), limit)):
        if buffer[place] in _STARTS or buffer[place] in _SILENT:
            return Rejected(Fault.NOISE, buffer[at:place]), place
    return (Rejected(Fault.NOISE, buffer[at:limit]), limit) if len(buffer) >= limit else (None, at)
