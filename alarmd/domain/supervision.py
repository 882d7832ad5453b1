"""When silence is a fault: decided from last contact, profile and the times our own doors listened (promise 6).

A unit that was last heard at L owes signs of life at L + interval, L + 2 x interval, …. One of them is missed when
its grace is over and nothing came. It does not count when our door was away at any moment around it (its grace
before or after): that beat is excused, which gives this unit one more interval and no other unit anything.
All times are seconds on one monotonic axis.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alarmd.domain.listening import Span, listened_s
from alarmd.domain.unit import SupervisionProfile

GOOD_BEATS = 3
"""Signs of life in a row before a lost unit is believed to be back."""

ONE_IS_ENOUGH_FROM_S = 3600.0
"""Units that report this seldom are back at their first sign of life."""

LISTENED_ENOUGH = 2.0
"""However its beats fell into our absences: a unit that was silent while we listened for this many times the time
its profile allows is lost."""

OFF_BY = 1.5
"""A unit that reports so many times slower or faster than its profile says has the wrong profile, or is set wrongly."""

FOREVER = math.inf


class Supervision(StrEnum):
    """What we believe about a unit. One that is `awaiting_first` never becomes lost; see `never_came`."""

    AWAITING_FIRST = "awaiting_first"
    HEALTHY = "healthy"
    LATE = "late"
    LOST = "lost"


class Event(StrEnum):
    """What can happen to that belief."""

    BEAT = "beat"
    STEADY = "steady"
    MISSED = "missed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Supervised:
    """How a unit stands, for people.

    Attributes:
        state: a word of `Supervision`, or empty when the unit is not supervised.
        last_contact: None when it was never heard.
        unsupervised_from: since its last contact our door was away, first from here (*ej övervakad från*); else None.
        usual_s: the interval at which it reports, learned since we started; 0 when it fits its profile or is unknown.
    """

    state: str
    last_contact: datetime | None = None
    unsupervised_from: datetime | None = None
    usual_s: float = 0.0


def unlike_profile(profile: SupervisionProfile, usual_s: float) -> float:
    """The learned interval when it is more than half as long again as the profile's, or that much shorter; else 0."""
    interval_s = profile.interval_s
    if not usual_s or interval_s <= 0 or 1 / OFF_BY <= usual_s / interval_s <= OFF_BY:
        return 0.0
    return usual_s


_F, _H, _L, _X = Supervision

TRANSITIONS: Mapping[tuple[Supervision, Event], Supervision] = {
    (_F, Event.BEAT): _H,
    (_F, Event.STEADY): _H,
    (_H, Event.BEAT): _H,
    (_H, Event.STEADY): _H,
    (_H, Event.MISSED): _L,
    (_H, Event.GONE): _X,
    (_L, Event.BEAT): _H,
    (_L, Event.STEADY): _H,
    (_L, Event.MISSED): _L,
    (_L, Event.GONE): _X,
    (_X, Event.BEAT): _X,
    (_X, Event.STEADY): _H,
    (_X, Event.GONE): _X,
}
"""Belief and event give the next belief; a lost unit stays lost until its beats are steady (flap damping)."""


class Why(StrEnum):
    """The reason of a belief, recorded with it."""

    HEARD = "heard"
    BACK = "back"
    NOT_YET_STEADY = "not_yet_steady"
    IN_TIME = "in_time"
    OUR_DOWNTIME = "our_downtime"
    LATE = "late"
    SILENT = "silent"
    SILENT_AGAIN = "silent_again"
    NOT_SUPERVISED = "not_supervised"


@dataclass(frozen=True, slots=True)
class Belief:
    """What to believe now. `look_at_s`: when to judge the silence again. `good`: beats in a row while lost."""

    state: Supervision
    why: Why
    look_at_s: float
    good: int = 0


def on_beat(state: Supervision, good: int, profile: SupervisionProfile, now_s: float) -> Belief:
    """The unit was heard at `now_s`."""
    event = Event.BEAT
    if state is Supervision.LOST:
        good += 1
        needed = 1 if profile.interval_s >= ONE_IS_ENOUGH_FROM_S else GOOD_BEATS
        event = Event.STEADY if good >= needed or profile.interval_s <= 0 else Event.BEAT
    after = TRANSITIONS[(state, event)]
    look_at = now_s + profile.late_after_s if profile.interval_s > 0 else FOREVER
    if after is Supervision.LOST:
        return Belief(after, Why.NOT_YET_STEADY, look_at, good)
    return Belief(after, Why.BACK if state is Supervision.LOST else Why.HEARD, look_at)


def on_silence(
    state: Supervision,
    good: int,
    last_s: float,
    profile: SupervisionProfile,
    now_s: float,
    away: Sequence[Span],
    deaf: Sequence[Span] | None = None,
) -> Belief:
    """Nothing was heard since `last_s`; `away` are the gaps in its door's listening since then, in order.

    With several nodes, `away` is of the node that heard it last, and `deaf` are the gaps in which no node listened
    (the same, if not given): a unit that found its way to no node, though one listened long enough, is lost too.
    Safe to ask at any moment: a beat that came in the same millisecond has moved `last_s` and nothing is late.
    """
    if profile.interval_s <= 0 or state is Supervision.AWAITING_FIRST:
        return Belief(state, Why.NOT_SUPERVISED, FOREVER)
    fell_due = _fell_due(last_s, profile, now_s)
    next_look = last_s + (fell_due + 1) * profile.interval_s + profile.grace_s
    if next_look <= now_s:
        next_look = now_s + profile.interval_s
    missed = fell_due - _excused(last_s, profile, fell_due, away)
    limit = 1 if state is Supervision.LOST else profile.missed_limit
    if missed >= limit or _listened_enough(last_s, profile, now_s, away if deaf is None else deaf):
        return _gone(state, good)
    if missed >= 1:
        return Belief(TRANSITIONS[(state, Event.MISSED)], Why.LATE, next_look)
    if missed < fell_due:
        return Belief(state, Why.OUR_DOWNTIME, next_look, good)
    return Belief(state, Why.IN_TIME, next_look, good)


def never_came(profile: SupervisionProfile, listened: float) -> bool:
    """True when a unit in service has been silent from the beginning for as long as its profile allows.

    `listened`: seconds since it was put in service in which our doors could have heard it.
    """
    return profile.interval_s > 0 and listened >= profile.lost_after_s


def _gone(state: Supervision, good: int) -> Belief:
    after = TRANSITIONS[(state, Event.GONE)]
    again = state is Supervision.LOST and good > 0
    return Belief(after, Why.SILENT_AGAIN if again else Why.SILENT, FOREVER)


def _fell_due(last_s: float, profile: SupervisionProfile, now_s: float) -> int:
    return max(0, math.floor((now_s - last_s - profile.grace_s) / profile.interval_s))


def _excused(last_s: float, profile: SupervisionProfile, fell_due: int, away: Sequence[Span]) -> int:
    """How many of the beats 1 … `fell_due` had a moment of our absence within their grace."""
    excused, counted = 0, 0
    for begin, end in away:
        first = math.ceil((begin - profile.grace_s - last_s) / profile.interval_s)
        last = math.floor((end + profile.grace_s - last_s) / profile.interval_s)
        first, last = max(first, counted + 1), min(last, fell_due)
        if last >= first:
            excused += last - first + 1
            counted = last
    return excused


def _listened_enough(last_s: float, profile: SupervisionProfile, now_s: float, away: Sequence[Span]) -> bool:
    return listened_s(away, last_s, now_s) >= LISTENED_ENOUGH * profile.lost_after_s
