"""A TCP stream or a datagram to frames: glued, split, with noise between; no bad frame costs the next."""

from __future__ import annotations

from protocols.dc09.envelope import (
    CR,
    LF,
    MAX_BODY,
    Fault,
    Rejected,
    header_may_follow,
    open_envelope,
    read_header,
)
from protocols.dc09.errors import DamagedFrameError
from protocols.dc09.frame import Frame

Item = Frame | Rejected

MAX_WAITING = 4096
"""Most bytes of unfinished frame or noise that are held, 4 KiB (sheet §9)."""

_SILENT_NOISE = b"\0\r\n\t "

_Step = tuple[Item | None, int]
"""An item if one is complete, and where to go on; going on at the same place means: wait for more bytes."""


class Splitter:
    """Cuts one connection's bytes into frames; what comes out does not depend on how the bytes were split.

    CR and LF never stand inside a body, so a LF always ends a broken frame and begins the next. CR, LF, NUL
    and blanks between frames are skipped without a word (sheet §7.3).
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
        """The connection is closed: an unfinished frame becomes a reject (cut), unfinished noise too."""
        left, self._waiting = self._waiting, b""
        if not left.strip(_SILENT_NOISE):
            return []
        return [Rejected(Fault.CUT if left[0] == LF else Fault.NOISE, left)]


def read_datagram(octets: bytes) -> Item:
    """Read one UDP datagram: its first good frame, bytes after it ignored; else why there is none."""
    splitter = Splitter()
    items = splitter.feed(octets) + splitter.finish()
    for item in items:
        if isinstance(item, Frame):
            return item
    return items[0] if items else Rejected(Fault.NOISE, octets)


def parse_frame(octets: bytes) -> Frame:
    """Read bytes that should be exactly one frame, as a simulator gets for an answer.

    Raises:
        DamagedFrameError: there is no good frame in them.
    """
    item = read_datagram(octets)
    if isinstance(item, Rejected):
        raise DamagedFrameError(f"no frame: {item.reason}")
    return item


def _step(buffer: bytes, at: int) -> _Step:
    if buffer[at] != LF:
        return _noise(buffer, at, at)
    header = read_header(buffer, at)
    if header is None:
        return (None, at) if header_may_follow(buffer, at) else _noise(buffer, at, at + 1)
    limit = header.quote + MAX_BODY + 1
    end = buffer.find(CR, header.quote, limit)
    cut = buffer.find(LF, header.quote, limit if end < 0 else end)
    if cut >= 0:
        return Rejected(Fault.CUT, buffer[at:cut]), cut
    if end < 0:
        return (Rejected(Fault.TOO_LONG, buffer[at:limit]), limit) if len(buffer) >= limit else (None, at)
    return open_envelope(header, buffer[at : end + 1], buffer[header.quote : end]), end + 1


def _noise(buffer: bytes, at: int, search_from: int) -> _Step:
    limit = at + MAX_WAITING
    then = buffer.find(LF, search_from, limit)
    if then < 0:
        if len(buffer) < limit:
            return None, at
        then = limit
    noise = buffer[at:then]
    return (Rejected(Fault.NOISE, noise) if noise.strip(_SILENT_NOISE) else None), then
