"""An Ademco 685 receiver's bytes to lines: LF, text, CR, with noise between and lines cut short (sheet §3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from protocols.ademco685.line import CR, LF, Line, read_line

MAX_LINE = 256
"""Longest text in bytes; a Contact ID line makes 25."""

_BETWEEN = b"\0\r "


class Fault(StrEnum):
    """Why bytes became no line."""

    NOISE = "noise"
    DAMAGED = "damaged"
    TOO_LONG = "too_long"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are no line: counted and kept raw. DAMAGED asks to be sent again (NAK); the others get no answer."""

    reason: Fault
    raw: bytes

    def __repr__(self) -> str:
        return f"Rejected({self.reason.value}, {len(self.raw)} bytes)"


Item = Line | Rejected


class Splitter:
    """Cuts one receiver's bytes into lines; what comes out does not depend on how the bytes were split.

    LF and CR never stand inside a line, so a LF always ends a broken line and begins the next.
    """

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting = bytearray()

    @property
    def waiting(self) -> int:
        """Bytes of an unfinished line, at most 257."""
        return len(self._waiting)

    def feed(self, octets: bytes) -> list[Item]:
        """Take bytes as they came; return the lines and rejects they complete, in order."""
        items: list[Item] = []
        for octet in octets:
            if item := self._take(octet):
                items.append(item)
        return items

    def give_up(self) -> list[Item]:
        """Wait no longer for a CR: what has begun becomes a reject."""
        left = self._flush()
        if not left:
            return []
        return [Rejected(Fault.CUT if left[0] == LF else Fault.NOISE, left)]

    def _take(self, octet: int) -> Item | None:
        waiting = self._waiting
        if octet == LF:
            left = self._flush()
            waiting.append(octet)
            if left.strip(b"\n"):
                return Rejected(Fault.CUT if left[0] == LF else Fault.NOISE, left)
            return None
        if not waiting and octet in _BETWEEN:
            return None
        waiting.append(octet)
        if octet == CR and waiting[0] == LF:
            return _line(self._flush())
        if len(waiting) > MAX_LINE:
            left = self._flush()
            return Rejected(Fault.TOO_LONG if left[0] == LF else Fault.NOISE, left)
        return None

    def _flush(self) -> bytes:
        left = bytes(self._waiting)
        self._waiting.clear()
        return left


def _line(raw: bytes) -> Item | None:
    inner = raw[1:-1]
    if not inner.strip(_BETWEEN):
        return None
    if any(octet < 0x20 or octet == 0x7F for octet in inner):
        return Rejected(Fault.DAMAGED, raw)
    return read_line(inner.decode("latin-1"), raw)
