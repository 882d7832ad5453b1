"""When a door listened: what we did not hear while we were away is ours, not the unit's (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

Span = tuple[float, float]
"""Start and end in seconds on one axis, start <= end."""


@dataclass(frozen=True, slots=True)
class Listening:
    """A stretch of time in which a door of one node could hear its units; `to_at` grows while it does."""

    door: str
    from_at: datetime
    to_at: datetime
    node: int = 0


def gaps(spans: Iterable[Span], start_s: float, now_s: float) -> list[Span]:
    """The stretches between `start_s` and `now_s` in which nobody listened, in order.

    `spans` are the listening intervals in any order; they may touch and overlap. What lies before the first of
    them is a gap too.
    """
    found: list[Span] = []
    heard_until = start_s
    for begin, end in sorted(spans):
        if begin >= now_s:
            break
        if begin > heard_until:
            found.append((heard_until, begin))
        heard_until = max(heard_until, end)
    if heard_until < now_s:
        found.append((heard_until, now_s))
    return found


def listened_s(gaps_since: Sequence[Span], since_s: float, now_s: float) -> float:
    """Seconds between `since_s` and `now_s` in which the door listened."""
    away = sum(max(0.0, min(end, now_s) - max(begin, since_s)) for begin, end in gaps_since)
    return max(0.0, now_s - since_s - away)
