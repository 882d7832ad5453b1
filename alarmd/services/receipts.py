"""T4: when a signal was first painted on any console, always measured (promise 9)."""

from __future__ import annotations

import heapq
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from datetime import datetime

from alarmd.domain.ports import Clock
from alarmd.domain.signal import Signal
from alarmd.telemetry import Telemetry

MOST_AWAITED = 20_000
"""Signals without a receipt that are remembered; the oldest are forgotten first (no console is connected)."""

_MINUTE_S = 60.0
_MOST_SAMPLES = 2048


class Receipts:
    """Waits for the first receipt of every published signal and keeps the last minute's times."""

    def __init__(
        self, clock: Clock, telemetry: Telemetry, stamp_painted: Callable[[Iterable[int], datetime], None]
    ) -> None:
        self._clock = clock
        self._telemetry = telemetry
        self._stamp = stamp_painted
        self._awaited: OrderedDict[int, tuple[int, float]] = OrderedDict()
        self._samples: deque[tuple[float, float]] = deque(maxlen=_MOST_SAMPLES)

    def expect(self, signal: Signal, incident_id: int) -> None:
        """The signal has been published and nobody has seen it yet.

        One that another process has taken (`received_s` is 0) is measured by the wall clock: the nodes' may differ.
        """
        since_s = signal.received_s or self._clock.monotonic() - _age_s(signal, self._clock.now())
        self._awaited[signal.id] = (incident_id, since_s)
        if len(self._awaited) > MOST_AWAITED:
            self._awaited.popitem(last=False)

    def awaited(self) -> list[tuple[int, int]]:
        """(signal, incident) pairs that no console has confirmed, for a console that starts from a snapshot."""
        return [(signal_id, incident_id) for signal_id, (incident_id, _) in self._awaited.items()]

    def awaited_after(self, signal_id: int, most: int) -> list[int]:
        """At most `most` of the awaited signals above `signal_id`, for a question to the store."""
        return sorted(heapq.nsmallest(most, (number for number in self._awaited if number > signal_id)))

    def painted_elsewhere(self, signal_ids: Iterable[int]) -> None:
        """Consoles at other nodes have painted these: nobody here is the first any more."""
        for signal_id in signal_ids:
            self._awaited.pop(signal_id, None)

    def painted(self, signal_ids: Iterable[int]) -> None:
        """A console says these are on its screen; each signal's first receipt gives T4, later ones nothing."""
        now_s = self._clock.monotonic()
        first: list[int] = []
        for signal_id in signal_ids:
            entry = self._awaited.pop(signal_id, None)
            if entry is None:
                continue
            seconds = max(0.0, now_s - entry[1])
            self._samples.append((now_s, seconds))
            self._telemetry.observe_stage("painted", seconds)
            first.append(signal_id)
        if first:
            self._stamp(first, self._clock.now())

    def last_minute_ms(self) -> tuple[float, float]:
        """p50 and p99 of the last minute in milliseconds (at most the latest 2 048 signals); zeros without any."""
        oldest = self._clock.monotonic() - _MINUTE_S
        while self._samples and self._samples[0][0] < oldest:
            self._samples.popleft()
        ordered = sorted(seconds for _, seconds in self._samples)
        if not ordered:
            return 0.0, 0.0
        return _quantile_ms(ordered, 0.50), _quantile_ms(ordered, 0.99)


def _age_s(signal: Signal, now: datetime) -> float:
    return max(0.0, (now - signal.received_at).total_seconds())


def _quantile_ms(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)
