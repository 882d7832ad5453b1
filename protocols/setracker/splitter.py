"""A TCP stream to frames by their brackets: stated lengths are often wrong (sheet §4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from protocols.setracker.errors import DamagedFrameError
from protocols.setracker.frame import Frame, read_frame

MAX_FRAME = 64 * 1024
"""Longest frame in bytes; a picture is the longest there is."""

MAX_NOISE = 4096
_SILENT_NOISE = b"\0\r\n\t "
_OPEN, _CLOSE = ord("["), ord("]")


class Fault(StrEnum):
    """Why bytes did not become a frame."""

    NOISE = "noise"
    CUT = "cut"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are no frame: counted and kept raw, never answered; a watch without an answer repeats."""

    reason: Fault
    raw: bytes

    def __repr__(self) -> str:
        return f"Rejected({self.reason.value}, {len(self.raw)} bytes)"


Item = Frame | Rejected


class Splitter:
    """Cuts one connection's bytes into frames; what comes out does not depend on how the bytes were split.

    Brackets never stand inside a content, so an opening one always ends a broken frame and begins the next.
    """

    __slots__ = ("_searched", "_waiting")

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._searched = 0

    @property
    def waiting(self) -> int:
        """Bytes held back because their frame is not complete, at most 64 KiB."""
        return len(self._waiting)

    def feed(self, octets: bytes) -> list[Item]:
        """Take bytes as they came; return the frames and rejects they complete, in order."""
        items: list[Item] = []
        self._waiting += octets
        while self._waiting and (length := self._measure()):
            taken = bytes(self._waiting[:length])
            del self._waiting[:length]
            self._searched = 0
            item = _read(taken)
            if item is not None:
                items.append(item)
        return items

    def finish(self) -> list[Item]:
        """The connection is closed: what was unfinished becomes a reject."""
        left = bytes(self._waiting)
        self._waiting.clear()
        self._searched = 0
        if not left.strip(_SILENT_NOISE):
            return []
        return [Rejected(Fault.CUT if left[0] == _OPEN else Fault.NOISE, left)]

    def _measure(self) -> int:
        """How many bytes from the front belong together; 0 when more are needed to know."""
        framed = self._waiting[0] == _OPEN
        limit = MAX_FRAME if framed else MAX_NOISE
        start = max(self._searched, 1)
        again = self._waiting.find(_OPEN, start, limit)
        if framed:
            close = self._waiting.find(_CLOSE, start, again if again >= 0 else limit)
            if close >= 0:
                return close + 1
        if again >= 0:
            return again
        self._searched = len(self._waiting)
        return limit if len(self._waiting) >= limit else 0


def _read(octets: bytes) -> Item | None:
    if octets[0] != _OPEN:
        return Rejected(Fault.NOISE, octets) if octets.strip(_SILENT_NOISE) else None
    if octets[-1] != _CLOSE:
        return Rejected(Fault.TOO_LONG if len(octets) >= MAX_FRAME else Fault.CUT, octets)
    return read_frame(octets) or Rejected(Fault.UNREADABLE, octets)


def parse_frame(octets: bytes) -> Frame:
    """Read bytes that should be exactly one frame, as a simulator gets for an answer.

    Raises:
        DamagedFrameError: they are none.
    """
    splitter = Splitter()
    items = splitter.feed(octets) + splitter.finish()
    if len(items) != 1 or not isinstance(items[0], Frame):
        raise DamagedFrameError(f"no frame: {items}")
    return items[0]
