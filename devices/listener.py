"""What every door shares: what bootstrap hands it, its limits, and answers that keep their order."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from alarmd.domain.ports import Clock, Contact, Intake, Units
from alarmd.telemetry import Telemetry

Send = Callable[[bytes], None]


class Tracer(Protocol):
    """The live trace for technicians; costs next to nothing when nobody looks."""

    def note(self, door: str, unit_address: str, direction: str, raw: bytes, decoded: str) -> None:
        """Show bytes `in` or `out` of a unit with their meaning; the trace takes out keys and credentials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """The centre as a door sees it.

    Attributes:
        tenant_id: the centre's own tenant, for senders nobody knows.
        new_id: makes signal ids from the time of arrival.
        clock_is_sure: False for a while after our own wall clock stepped; then no unit is told that it is wrong.
    """

    intake: Intake
    contact: Contact
    units: Units
    telemetry: Telemetry
    clock: Clock
    tracer: Tracer
    tenant_id: int
    new_id: Callable[[datetime], int]
    clock_is_sure: Callable[[], bool] = lambda: True


class RateGate:
    """A token bucket for each source, so that one noisy sender does not starve the others.

    Args:
        rate: messages a second that a source may send for ever; 0 lets everything pass.
        burst: messages it may send at once.
        sources: how many sources are remembered; the longest unheard is forgotten first.
    """

    def __init__(self, rate: float, burst: float, sources: int = 100_000) -> None:
        self._rate, self._burst, self._most = rate, burst, sources
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admits(self, source: str, now_s: float) -> bool:
        """Take one token of `source` at monotonic `now_s`; False when its bucket is empty."""
        if self._rate <= 0:
            return True
        tokens, since = self._buckets.pop(source, (self._burst, now_s))
        tokens = min(self._burst, tokens + (now_s - since) * self._rate)
        admitted = tokens >= 1.0
        self._buckets[source] = (tokens - 1.0 if admitted else tokens, now_s)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return admitted


class ConnectionCount:
    """How many connections are open, in all and from each source."""

    def __init__(self, most: int, most_per_source: int) -> None:
        self._most, self._most_per_source = most, most_per_source
        self._by_source: dict[str, int] = {}
        self.total = 0

    def admits(self, source: str) -> bool:
        """Count one more connection from `source`; False (and not counted) when a limit is reached."""
        here = self._by_source.get(source, 0)
        if self.total >= self._most or here >= self._most_per_source:
            return False
        self._by_source[source] = here + 1
        self.total += 1
        return True

    def leave(self, source: str) -> None:
        """A counted connection has closed."""
        left = self._by_source.get(source, 0) - 1
        self.total -= 1
        if left > 0:
            self._by_source[source] = left
        else:
            self._by_source.pop(source, None)


class OrderedAnswers:
    """Answers of one connection, sent in the order of the questions although commits may end in another."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._slots: deque[list[bytes | None]] = deque()

    def place(self) -> Send:
        """Reserve the next place; call the returned function once with the answer (b"" for silence)."""
        slot: list[bytes | None] = [None]
        self._slots.append(slot)

        def fill(answer: bytes) -> None:
            slot[0] = answer
            while self._slots and self._slots[0][0] is not None:
                ready = self._slots.popleft()[0]
                if ready:
                    self._send(ready)

        return fill

    @property
    def waiting(self) -> int:
        """How many answers are still owed."""
        return len(self._slots)
