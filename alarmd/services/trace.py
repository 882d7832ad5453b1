"""`alarmd trace UNIT`: what a unit and a door say to each other, live, decoded and raw, without any secret."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from alarmd.domain.ports import Clock

MOST_WAITING = 500
"""Lines kept for a listener that reads slowly; the oldest are dropped and counted."""

MOST_RAW = 4096
"""Bytes of a message that are shown."""

_SECRET_HEADERS = re.compile(
    rb"(?im)^((?:Proxy-)?Authorization|(?:WWW|Proxy)-Authenticate|Authentication-Info)([ \t]*:)"
    rb"[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*"
)
_SECRET_VALUES = re.compile(rb"(?i)\b(password|passwd|token|secret|key)(=|\"?: ?\"?)[^\s&;,\"'<>]+")


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One message. direction: `in` from the unit, `out` to it. raw: printable text, secrets taken out."""

    at: datetime
    door: str
    unit: str
    direction: str
    raw: str
    decoded: str
    dropped: int = 0


class Listener:
    """Somebody who watches one unit (an empty `unit`: all of them). Iterate; it ends when the trace closes."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self._lines: deque[TraceLine] = deque(maxlen=MOST_WAITING)
        self._dropped = 0
        self._bell = asyncio.Event()
        self._over = False

    def hear(self, line: TraceLine) -> None:
        """One more line; never waits."""
        if len(self._lines) == MOST_WAITING:
            self._dropped += 1
        self._lines.append(line)
        self._bell.set()

    def end(self) -> None:
        """Nothing more comes."""
        self._over = True
        self._bell.set()

    async def __aiter__(self) -> AsyncIterator[TraceLine]:
        """Lines as they come."""
        while True:
            while self._lines:
                line = self._lines.popleft()
                if self._dropped:
                    line = TraceLine(
                        line.at, line.door, line.unit, line.direction, line.raw, line.decoded, self._dropped
                    )
                    self._dropped = 0
                yield line
            if self._over:
                return
            self._bell.clear()
            await self._bell.wait()


class Trace:
    """Where doors note what they read and wrote. Without listeners a note costs one comparison."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listeners: set[Listener] = set()
        self._closed = False

    @property
    def is_heard(self) -> bool:
        """True when somebody listens: a door need not prepare anything otherwise."""
        return bool(self._listeners)

    def note(self, door: str, unit_address: str, direction: str, raw: bytes, decoded: str | Callable[[], str]) -> None:
        """A door read (`in`) or wrote (`out`) `raw`; a callable `decoded` is only called when somebody listens."""
        if not self._listeners:
            return
        listeners = [one for one in self._listeners if one.unit in ("", unit_address)]
        if not listeners:
            return
        meaning = decoded if isinstance(decoded, str) else decoded()
        line = TraceLine(self._clock.now(), door, unit_address, direction, printable(raw), meaning)
        for listener in listeners:
            listener.hear(line)

    def listen(self, unit: str = "") -> Listener:
        """Begin to watch; `leave` ends it."""
        listener = Listener(unit)
        if self._closed:
            listener.end()
        else:
            self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """The listener is gone."""
        self._listeners.discard(listener)

    def close(self) -> None:
        """The daemon stops: every listener's iteration ends."""
        self._closed = True
        for listener in self._listeners:
            listener.end()
        self._listeners.clear()


def printable(raw: bytes) -> str:
    """Text to look at: credentials taken out, odd bytes as escapes, at most `MOST_RAW` bytes."""
    shown = _SECRET_VALUES.sub(rb"\1\2[...]", _SECRET_HEADERS.sub(rb"\1\2 [...]", raw[:MOST_RAW]))
    try:
        text = shown.decode("utf-8")
    except UnicodeDecodeError:
        text = shown.decode("latin-1")
    clean = "".join(c if c.isprintable() or c in "\r\n\t" else f"\\x{ord(c):02x}" for c in text)
    return clean if len(raw) <= MOST_RAW else f"{clean} [{len(raw) - MOST_RAW} bytes more]"
