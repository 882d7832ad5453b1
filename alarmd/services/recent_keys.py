"""Message keys that may still be repeated: the first judge of retransmissions (the store's index is the second)."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from alarmd.domain.retry import judge


class Seen(NamedTuple):
    """A durable message: a flat tuple, so that hundreds of thousands of them cost the garbage collector nothing."""

    signal_id: int
    incident_id: int | None
    first_s: float
    span_s: float
    from_answer: bool


class RecentKeys:
    """Keys of durable messages inside their retry spans, on the monotonic axis."""

    def __init__(self) -> None:
        self._by_key: dict[str, Seen] = {}
        self._answered: dict[int, float | None] = {}
        self._look_at: deque[tuple[float, str]] = deque()

    def __len__(self) -> int:
        return len(self._by_key)

    def remember(self, key: str, seen: Seen) -> None:
        """A message is durable."""
        self._by_key[key] = seen
        self._look_at.append((seen.first_s + seen.span_s, key))
        if seen.from_answer:
            self._answered[seen.signal_id] = None

    def answered(self, signal_id: int, at_s: float) -> None:
        """The unit has answered our verdict: its span closes from here."""
        if signal_id in self._answered and self._answered[signal_id] is None:
            self._answered[signal_id] = at_s

    def repeats(self, key: str, arrives_s: float) -> Seen | None:
        """The message that this one repeats, or None: it is new."""
        seen = self._by_key.get(key)
        return seen if seen is not None and self._folds(seen, arrives_s) else None

    def forget_old(self, now_s: float) -> None:
        """Drop keys whose span is over; costs a step for each key that is looked at."""
        queue = self._look_at
        while queue and queue[0][0] < now_s:
            _, key = queue.popleft()
            seen = self._by_key.get(key)
            if seen is None:
                continue
            if self._folds(seen, now_s):
                queue.append((now_s + seen.span_s, key))
            else:
                del self._by_key[key]
                self._answered.pop(seen.signal_id, None)

    def _folds(self, seen: Seen, at_s: float) -> bool:
        answered_s = self._answered.get(seen.signal_id) if seen.from_answer else None
        return judge(seen.span_s, seen.from_answer, seen.first_s, answered_s, at_s).folds
