"""When the doors of each node listened, in memory on the monotonic clock; what they heard is durable elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from alarmd.domain.listening import Listening, Span, gaps

MOST_INTERVALS = 4096

FRESH_S = 15.0
"""A node whose doors were stored as listening this lately is alive: what it has heard since is on its way to us."""

_Door = tuple[str, int]


class ListeningLog:
    """Intervals by door and node; the running ones of our own node grow with every `note`."""

    def __init__(self, node: int = 0) -> None:
        self._node = node
        self._begins: dict[_Door, list[float]] = {}
        self._ends: dict[_Door, list[float]] = {}
        self._up: set[str] = set()

    def load(self, intervals: Iterable[Listening], now: datetime, now_s: float) -> None:
        """What was stored, by earlier runs or by other nodes; an interval that is known already grows."""
        for interval in sorted(intervals, key=lambda one: one.from_at):
            begin = now_s - (now - interval.from_at) / timedelta(seconds=1)
            end = min(now_s, now_s - (now - interval.to_at) / timedelta(seconds=1))
            begins, ends = self._of(interval.door, interval.node)
            if ends and begin <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                begins.append(begin)
                ends.append(end)

    def note(self, doors: Collection[str], now_s: float) -> None:
        """These doors of ours listen now, and those that did at the last note have listened since."""
        for door in doors:
            begins, ends = self._of(door, self._node)
            if door in self._up:
                ends[-1] = now_s
                continue
            self._up.add(door)
            begins.append(now_s)
            ends.append(now_s)
            if len(begins) > MOST_INTERVALS:
                del begins[0], ends[0]
        self._up &= set(doors)

    def running(self) -> list[tuple[str, Span]]:
        """The interval of each door of ours that listens."""
        ours = [(door, self._of(door, self._node)) for door in sorted(self._up)]
        return [(door, (begins[-1], ends[-1])) for door, (begins, ends) in ours]

    def known_until(self, door: str, node: int, now_s: float) -> float:
        """Until when we know all that this door of this node has heard; now, if it is ours or gone."""
        ends = self._ends.get((door, node))
        if node == self._node or not ends or now_s - ends[-1] > FRESH_S:
            return now_s
        return ends[-1]

    def away(self, door: str, node: int, since_s: float, now_s: float) -> list[Span]:
        """When this door of this node did not listen, from `since_s` to `now_s`."""
        return gaps(self._spans(door, node, since_s, now_s), since_s, now_s)

    def deaf(self, door: str, since_s: float, now_s: float) -> list[Span]:
        """When no node listened at this door, from `since_s` to `now_s`."""
        nodes = [node for name, node in self._begins if name == door]
        spans = [span for node in nodes for span in self._spans(door, node, since_s, now_s)]
        return gaps(spans, since_s, now_s)

    def _spans(self, door: str, node: int, since_s: float, now_s: float) -> list[Span]:
        begins, ends = self._begins.get((door, node), []), self._ends.get((door, node), [])
        first = bisect_left(ends, since_s)
        spans = list(zip(begins[first:], ends[first:], strict=True))
        if node == self._node and door in self._up:
            spans.append((begins[-1], max(now_s, ends[-1])))
        return spans

    def _of(self, door: str, node: int) -> tuple[list[float], list[float]]:
        return self._begins.setdefault((door, node), []), self._ends.setdefault((door, node), [])
