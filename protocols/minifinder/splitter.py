"""A TCP stream to frames: glued, split, with noise between; no bad frame costs the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from protocols.minifinder.errors import DamagedFrameError
from protocols.minifinder.frame import (
    HEADER_BYTES,
    KINDS,
    MAX_BODY,
    START,
    Frame,
    body_length,
    checksum_holds,
    open_frame,
)


class Fault(StrEnum):
    """Why bytes did not become a frame."""

    NOISE = "noise"
    BAD_CRC = "bad_crc"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are no frame: counted and kept raw, never answered; a pendant without an answer repeats."""

    reason: Fault
    raw: bytes

    def __repr__(self) -> str:
        return f"Rejected({self.reason.value}, {len(self.raw)} bytes)"


Item = Frame | Rejected
_Step = tuple[Item | None, int]
"""An item if one is complete, and where to go on; going on at the same place means: wait for more bytes."""

_MOST_TRIED = 64


class Splitter:
    """Cuts one connection's bytes into frames; what comes out does not depend on how the bytes were split.

    The length stands in the header, so noise that looks like a header could hold back the frames behind it: a whole
    frame with a right checksum inside what is awaited shows that the header was none.
    """

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting = b""

    @property
    def waiting(self) -> int:
        """Bytes held back because their frame is not complete, at most a little over 4 KiB."""
        return len(self._waiting)

    def feed(self, octets: bytes) -> list[Item]:
        """Take bytes as they came; return the frames and rejects they complete, in order."""
        buffer = self._waiting + octets if self._waiting else octets
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

    def finish(self) -> list[Item]:
        """The connection is closed: what was unfinished becomes a reject."""
        left, self._waiting = self._waiting, b""
        if not left:
            return []
        return [Rejected(Fault.CUT if left[0] == START else Fault.NOISE, left)]


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


def _step(buffer: bytes, at: int) -> _Step:
    if buffer[at] != START:
        return _noise(buffer, at)
    if len(buffer) - at < HEADER_BYTES:
        return None, at
    length = body_length(buffer, at)
    if not 1 <= length <= MAX_BODY:
        return _skip(buffer, at, at + HEADER_BYTES)
    end = at + HEADER_BYTES + length
    if len(buffer) < end:
        return _skip(buffer, at, len(buffer)) if _frame_inside(buffer, at + 1) else (None, at)
    raw = buffer[at:end]
    return (open_frame(raw), end) if checksum_holds(raw) else _skip(buffer, at, end)


def _noise(buffer: bytes, at: int) -> _Step:
    """Bytes up to the next start are rejected together, 4 KiB at most."""
    then = buffer.find(START, at, at + MAX_BODY)
    if then < 0:
        then = at + MAX_BODY
        if len(buffer) < then:
            return None, at
    return Rejected(Fault.NOISE, buffer[at:then]), then


def _skip(buffer: bytes, at: int, end: int) -> _Step:
    """What began at `at` is no frame: go on at the next start, which may stand inside it."""
    then = buffer.find(START, at + 1, end)
    then = end if then < 0 else then
    return Rejected(Fault.BAD_CRC, buffer[at:then]), then


def _frame_inside(buffer: bytes, at: int) -> bool:
    """Whether a whole frame of a known kind begins at `at` or later."""
    for _ in range(_MOST_TRIED):
        at = buffer.find(START, at)
        if at < 0 or len(buffer) - at <= HEADER_BYTES:
            return False
        end = at + HEADER_BYTES + body_length(buffer, at)
        if end <= len(buffer) and buffer[at + HEADER_BYTES] in KINDS and checksum_holds(buffer[at:end]):
            return True
        at += 1
    return False
