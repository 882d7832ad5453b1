"""Which silent units belong to an outage of their group; the watch tells people."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from alarmd.domain.outage import WINDOW_S, Standing, begins, is_over
from alarmd.domain.unit import AlarmUnit

Group = tuple[int, str]
"""Tenant and protocol: each municipality is told of its own."""


@dataclass(slots=True)
class _Outage:
    lately: deque[tuple[float, int]] = field(default_factory=deque)
    absorbed: set[int] = field(default_factory=set)
    at_worst: int = 0
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """What a lost unit is: alone, or part of an outage. `swallowed` are units that were told of one by one before."""

    is_part: bool
    swallowed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """What a returned unit was. `is_over`: the outage ends with it; `left` units are lost for reasons of their own."""

    was_part: bool
    is_over: bool = False
    left: tuple[int, ...] = ()


def group_of(unit: AlarmUnit) -> Group:
    """The group whose units may fail together."""
    return unit.tenant_id, unit.protocol


class Outages:
    """Counts losses by group."""

    def __init__(self) -> None:
        self._by_group: dict[Group, _Outage] = {}

    def take_up(self, group: Group, standing: Standing) -> None:
        """An outage was open when we stopped: it goes on with its units, and those found lost now belong to it."""
        outage = self._of(group)
        outage.is_open = True
        outage.absorbed |= standing.lost.keys()
        outage.at_worst = standing.at_worst

    def size(self, unit: AlarmUnit) -> int:
        """How many units the outage of this unit's group holds now."""
        return len(self._of(group_of(unit)).absorbed)

    def lost(self, unit: AlarmUnit, now_s: float, supervised: int) -> Loss:
        """The unit is lost, in a group of `supervised` units."""
        outage = self._of(group_of(unit))
        if outage.is_open:
            self._absorb(outage, unit.id)
            return Loss(True)
        outage.lately.append((now_s, unit.id))
        while outage.lately[0][0] < now_s - WINDOW_S:
            outage.lately.popleft()
        members = tuple(dict.fromkeys(unit_id for _, unit_id in outage.lately))
        if not begins(len(members), supervised):
            return Loss(False)
        outage.is_open = True
        outage.lately.clear()
        for unit_id in members:
            self._absorb(outage, unit_id)
        return Loss(True, tuple(unit_id for unit_id in members if unit_id != unit.id))

    def back(self, unit: AlarmUnit) -> Return:
        """The unit is back."""
        outage = self._of(group_of(unit))
        if unit.id not in outage.absorbed:
            return Return(False)
        outage.absorbed.discard(unit.id)
        if not is_over(len(outage.absorbed), outage.at_worst):
            return Return(True)
        left = tuple(sorted(outage.absorbed))
        del self._by_group[group_of(unit)]
        return Return(True, True, left)

    def holds(self, unit: AlarmUnit) -> bool:
        """True while the unit is lost as part of an outage."""
        outage = self._by_group.get(group_of(unit))
        return outage is not None and unit.id in outage.absorbed

    def _of(self, group: Group) -> _Outage:
        return self._by_group.setdefault(group, _Outage())

    @staticmethod
    def _absorb(outage: _Outage, unit_id: int) -> None:
        outage.absorbed.add(unit_id)
        outage.at_worst = max(outage.at_worst, len(outage.absorbed))
