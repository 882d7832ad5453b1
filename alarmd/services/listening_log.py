"""When each of our doors listened, in memory on the monotonic clock; what was heard in between is durable elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from alarmd.domain.listening import Listening, Span, gaps

MOST_INTERVALS = 4096


class ListeningLog:
    """Intervals by door; the running one grows with every `note`."""

    def __init__(self) -> None:
        self._begins: dict[str, list[float]] = {}
        self._ends: dict[str, list[float]] = {}
        self._up: set[str] = set()

    def load(self, intervals: Iterable[Listening], now: datetime, now_s: float) -> None:
        """What was stored by earlier runs."""
        for interval in sorted(intervals, key=lambda one: one.from_at):
            begin = now_s - (now - interval.from_at) / timedelta(seconds=1)
            end = now_s - (now - interval.to_at) / timedelta(seconds=1)
            self._begins.setdefault(interval.door, []).append(begin)
            self._ends.setdefault(interval.door, []).append(min(end, now_s))

    def note(self, doors: Collection[str], now_s: float) -> None:
        """These doors listen now, and those that did at the last note have listened since."""
        for door in doors:
            if door in self._up:
                self._ends[door][-1] = now_s
                continue
            self._up.add(door)
            begins, ends = self._begins.setdefault(door, []), self._ends.setdefault(door, [])
            begins.append(now_s)
            ends.append(now_s)
            if len(begins) > MOST_INTERVALS:
                del begins[0], ends[0]
        self._up &= set(doors)

    def running(self) -> list[tuple[str, Span]]:
        """The interval of each door that listens."""
        return [(door, (self._begins[door][-1], self._ends[door][-1])) for door in sorted(self._up)]

    def away(self, door: str, since_s: float, now_s: float) -> list[Span]:
        """When the door did not listen, from `since_s` to `now_s`."""
        begins, ends = self._begins.get(door, []), self._ends.get(door, [])
        first = bisect_left(ends, since_s)
        spans = list(zip(begins[first:], ends[first:], strict=True))
        if door in self._up:
            spans.append((begins[-1], max(now_s, ends[-1])))
        return gaps(spans, since_s, now_s)
