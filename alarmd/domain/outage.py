"""Many units silent at once are one disturbance and not hundreds of faults: a SIM supplier, a mast, a fibre."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from alarmd.domain.signal import Signal

WINDOW_S = 300.0
"""Units lost within this time of each other may be one outage."""

MORE_THAN = 20
"""More than so many are an outage, whatever the size of the group."""

SHARE = 0.05
AT_LEAST = 5
"""Or more than this share of the group, but never fewer units than these."""

LEFT_OVER = 0.1
"""The outage is over when at most this share of its units is still lost; they have faults of their own then."""


def begins(lost_lately: int, supervised: int) -> bool:
    """True when so many units of a group of `supervised` were lost within `WINDOW_S`."""
    if lost_lately > MORE_THAN:
        return True
    return lost_lately >= AT_LEAST and lost_lately > SHARE * supervised


def is_over(still_lost: int, at_worst: int) -> bool:
    """True when the units that were lost in the outage, `at_worst` of them, are back but for a few."""
    return still_lost <= LEFT_OVER * at_worst


MEMBER = "member"
"""Where a signal of an outage names the unit it is about, by its id."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which units an outage holds.

    Attributes:
        lost: unit id to when it was lost, the first one first. ever: units that were in it at any time.
        at_worst: how many were lost at the same time.
    """

    lost: Mapping[int, datetime]
    ever: int = 0
    at_worst: int = 0


def standing(signals: Iterable[Signal]) -> Standing:
    """What the signals of an outage's incident, in order, tell of its units: each loss and each return is one."""
    lost: dict[int, datetime] = {}
    ever: set[int] = set()
    at_worst = 0
    for signal in signals:
        member = signal.detail.get(MEMBER, "")
        if not member.isdecimal():
            continue
        ever.add(int(member))
        if signal.restore:
            lost.pop(int(member), None)
        else:
            lost.setdefault(int(member), signal.received_at)
            at_worst = max(at_worst, len(lost))
    return Standing(lost, len(ever), at_worst)
