"""What every door shares: what bootstrap hands it, its limits, and answers that keep their order."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from alarmd.domain.ports import Clock, Contact, Intake, KeepWords, LedgerUnavailable, Units
from alarmd.telemetry import Telemetry

Send = Callable[[bytes], None]


class Tracer(Protocol):
    """The live trace for technicians; costs next to nothing when nobody looks."""

    @property
    def is_heard(self) -> bool:
        """True while somebody looks; doors that ask first need not decode for nobody."""

    def note(self, door: str, unit_address: str, direction: str, raw: bytes, decoded: str) -> None:
        """Show bytes `in` or `out` of a unit with their meaning; the trace takes out keys and credentials."""


async def _nobody_keeps(unit_id: int, words: Mapping[str, str | None]) -> None:
    raise LedgerUnavailable("this centre keeps no words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """The centre as a door sees it.

    Attributes:
        tenant_id: the centre's own tenant, for senders nobody knows.
        new_id: makes signal ids from the time of arrival.
        keep_words: writes words on a unit, such as a password that was changed.
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
    keep_words: KeepWords = _nobody_keeps


class Bucket:
    """The tokens of one source: `rate` come back each second, at most `burst` are there at once."""

    __slots__ = ("_burst", "_rate", "_since_s", "_tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._since_s = burst, 0.0

    def wait_s(self, now_s: float) -> float:
        """Take a token at monotonic `now_s`: 0.0 when there was one, else the seconds until there will be."""
        if self._rate <= 0:
            return 0.0
        tokens = self._tokens + (now_s - self._since_s) * self._rate
        self._tokens = tokens = min(tokens, self._burst)
        self._since_s = now_s
        if tokens < 1.0:
            return (1.0 - tokens) / self._rate
        self._tokens = tokens - 1.0
        return 0.0


class RateGate:
    """A token bucket for each source, so that one noisy sender does not starve the others.

    Args:
        rate: messages a second that a source may send for ever; 0 lets everything pass.
        burst: messages it may send at once.
        sources: how many sources are remembered; the longest unheard is forgotten first.
    """

    def __init__(self, rate: float, burst: float, sources: int = 100_000) -> None:
        self._rate, self._burst, self._most = rate, burst, sources
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def bucket(self, source: str) -> Bucket:
        """The bucket of `source`; a connection keeps it and asks it for each message."""
        bucket = self._buckets.get(source)
        if bucket is None:
            bucket = self._buckets[source] = Bucket(self._rate, self._burst)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(source)
        return bucket

    def admits(self, source: str, now_s: float) -> bool:
        """Take one token of `source` at monotonic `now_s`; False when its bucket is empty."""
        return self._rate <= 0 or self.bucket(source).wait_s(now_s) == 0.0


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
    """Answers of one connection, sent in the order of the questions although commits may end in another.

    The last answer owed leaves at once; before it, all that become ready in one turn of the loop leave together.

    Args:
        send: writes to the connection. later: calls a function on the loop's next turn (`loop.call_soon`).

    Attributes:
        after: called after each answer given, silence among them, while somebody waits for that.
    """

    def __init__(self, send: Send, later: Callable[[Callable[[], None]], object] | None = None) -> None:
        self._send = send
        self._later = later
        self._places: deque[Place] = deque()
        self._ready: list[bytes] = []
        self._flushing = False
        self.after: Callable[[], None] | None = None

    def place(self) -> Send:
        """Reserve the next place; call the returned function once with the answer (b"" for silence)."""
        place = Place(self)
        self._places.append(place)
        return place.fill

    @property
    def waiting(self) -> int:
        """How many answers are still owed."""
        return len(self._places)

    def filled(self) -> None:
        """A place has its answer: send what no longer waits for another."""
        places, ready = self._places, self._ready
        while places and (answer := places[0].answer) is not None:
            places.popleft()
            if answer:
                ready.append(answer)
        if places and self._later is not None:
            if ready and not self._flushing:
                self._flushing = True
                self._later(self._flush)
        elif ready:
            self._write()
        if self.after is not None:
            self.after()

    def _flush(self) -> None:
        self._flushing = False
        if self._ready:
            self._write()

    def _write(self) -> None:
        octets = self._ready[0] if len(self._ready) == 1 else b"".join(self._ready)
        self._ready.clear()
        self._send(octets)


class Place:
    """One answer owed."""

    __slots__ = ("_answers", "answer")

    def __init__(self, answers: OrderedAnswers) -> None:
        self._answers = answers
        self.answer: bytes | None = None

    def fill(self, answer: bytes) -> None:
        """Give the answer, b"" for silence; a second one is not heard."""
        if self.answer is None:
            self.answer = answer
            self._answers.filled()


@dataclass(frozen=True, slots=True)
class Reject:
    """Bytes that became no message: when, whence, why. They may hold a person's words, so they are not printed."""

    at: datetime
    source: str
    reason: str
    raw: bytes = field(repr=False)


class Rejects:
    """The last rejects of a door, for technicians; never more than a fixed number, and of each the first bytes.

    Args:
        most: rejects kept. most_bytes: bytes kept of each.
    """

    def __init__(self, most: int = 200, most_bytes: int = 4096) -> None:
        self._kept: deque[Reject] = deque(maxlen=most)
        self._most_bytes = most_bytes

    def keep(self, at: datetime, source: str, reason: str, raw: bytes) -> None:
        """Keep one, and forget the oldest if there are too many."""
        self._kept.append(Reject(at, source, reason, raw[: self._most_bytes]))

    def latest(self) -> Sequence[Reject]:
        """All that are kept, newest first."""
        return tuple(reversed(self._kept))


class Hourly:
    """What was told and need not be told again for a while: repeated oddities must not flood the technicians.

    Args:
        span_s: how long one thing stays told. most: things remembered; the longest untold is forgotten first.
    """

    def __init__(self, span_s: float = 3600.0, most: int = 10_000) -> None:
        self._span_s, self._most = span_s, most
        self._told: OrderedDict[tuple[str, ...], float] = OrderedDict()

    def due(self, matter: tuple[str, ...], now_s: float) -> bool:
        """True when `matter` has not been told within the span before monotonic `now_s`; it then counts as told."""
        told_s = self._told.get(matter)
        if told_s is not None and now_s - told_s < self._span_s:
            return False
        self._told[matter] = now_s
        self._told.move_to_end(matter)
        if len(self._told) > self._most:
            self._told.popitem(last=False)
        return True

    def over(self, matter: tuple[str, ...]) -> bool:
        """The matter has ended: True when it had been told (and it may be told again at once)."""
        return bool(self._told) and self._told.pop(matter, None) is not None
