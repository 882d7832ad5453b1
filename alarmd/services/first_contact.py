"""A unit in service that was never heard is told of: paired wrongly, never plugged in, or pointed elsewhere.

It stands on the board as awaiting its first contact; when its profile's time has passed since it was put in service it
becomes a technical incident, which its first sign of life closes. Many of one municipality are one incident.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from alarmd.domain.incident import State
from alarmd.domain.ports import Clock, Intake
from alarmd.domain.signal import Kind, Lane, Signal
from alarmd.domain.supervision import never_came
from alarmd.domain.unit import AlarmUnit
from alarmd.services.duty import Duty
from alarmd.services.memory import Memory
from alarmd.services.outages import Group, group_of

LOOK_EACH_S = 5.0
AT_ONCE = 500
"""Units judged before the loop may do something else."""

MORE_THAN = 20
FEW_AGAIN = 10
"""More than so many of a tenant and protocol are one incident, until this few are left: somebody has registered a whole
delivery as in service."""

DOOR = "watch"
_ALONE = ("I drift men aldrig hörd", "In service but never heard")
_MANY = ("{} larmenheter i drift har aldrig hörts", "{} units in service were never heard")
_HEARD = ("Första kontakten, eller inte längre i drift", "First contact, or not in service any more")
_TOGETHER = ("Ingår i ett gemensamt ärende", "Part of one incident for many")
_FEW = ("Bara enstaka är kvar", "Only single ones are left")

Label = tuple[str, str]


class Unheard(Protocol):
    """What the watch knows of units that never came."""

    def never_heard(self) -> Sequence[AlarmUnit]:
        """Supervised units from which nothing has ever come."""

    def listened_s(self, unit: AlarmUnit, since: datetime) -> float:
        """Seconds since then in which the unit could have been heard."""


class FirstContact:
    """Looks each five seconds. What is told stands in the open incidents, so nothing is remembered over a restart."""

    def __init__(
        self,
        *,
        watch: Unheard,
        duty: Duty,
        intake: Intake,
        memory: Memory,
        clock: Clock,
        new_id: Callable[[datetime], int],
    ) -> None:
        self._watch = watch
        self._duty = duty
        self._intake = intake
        self._memory = memory
        self._clock = clock
        self._new_id = new_id
        self._overdue: dict[int, AlarmUnit] = {}

    async def run(self) -> None:
        """Look, for as long as the daemon lives."""
        while True:
            await self._clock.wait_until(self._clock.monotonic() + LOOK_EACH_S)
            if self._duty.is_ours:
                await self.look()

    async def look(self) -> None:
        """Judge, and tell what has changed; returns when it is stored or turned away."""
        await self._judge(self._watch.never_heard())
        groups: dict[Group, list[AlarmUnit]] = defaultdict(list)
        for unit in self._overdue.values():
            groups[group_of(unit)].append(unit)
        signals = [*self._told(groups), *self._over(groups)]
        await asyncio.gather(*(_settled(self._intake, signal) for signal in signals))

    async def _judge(self, unheard: Sequence[AlarmUnit]) -> None:
        before, self._overdue = self._overdue, {}
        for place, unit in enumerate(unheard):
            if unit.id in before or self._is_overdue(unit):
                self._overdue[unit.id] = unit
            if place % AT_ONCE == AT_ONCE - 1:
                await asyncio.sleep(0)

    def _is_overdue(self, unit: AlarmUnit) -> bool:
        since = unit.in_service_at
        if since is None or (self._clock.now() - since).total_seconds() < unit.supervision.lost_after_s:
            return False
        return never_came(unit.supervision, self._watch.listened_s(unit, since))

    # ---- what is told ----------------------------------------------------------------------------------------------

    def _told(self, groups: dict[Group, list[AlarmUnit]]) -> Iterable[Signal]:
        for group, units in groups.items():
            if self._is_one(group, len(units)):
                yield from self._of_many(group, len(units))
                yield from self._folded(units)
            else:
                yield from (signal for unit in units if not self._is_open(signal := self._of_unit(unit, _ALONE)))

    def _is_one(self, group: Group, count: int) -> bool:
        return count > (FEW_AGAIN if self._is_open(self._signal(group, _FEW)) else MORE_THAN)

    def _of_many(self, group: Group, count: int) -> Iterable[Signal]:
        signal = self._signal(group, (_MANY[0].format(count), _MANY[1].format(count)))
        found = self._memory.technical_of(signal)
        if found is None or found.label_sv != signal.label_sv:
            yield signal

    def _folded(self, units: Iterable[AlarmUnit]) -> Iterable[Signal]:
        """Rows of their own go; unless somebody works on one."""
        for unit in units:
            signal = self._of_unit(unit, _TOGETHER, restore=True)
            found = self._memory.technical_of(signal)
            if found is not None and found.state is State.WAITING:
                yield signal

    def _over(self, groups: dict[Group, list[AlarmUnit]]) -> Iterable[Signal]:
        """Incidents whose unit was heard or is not in service any more, and those of many that are few again."""
        for incident in list(self._memory.open.values()):
            if incident.kind is not Kind.NEVER_HEARD:
                continue
            if incident.unit_id is not None:
                if incident.unit_id not in self._overdue:
                    yield self._made(incident.tenant_id, "", incident.unit_id, incident.subscriber_id, _HEARD, True)
                continue
            group = _group_in(incident.subject)
            if group is not None and not self._is_one(group, len(groups.get(group, ()))):
                yield self._signal(group, _FEW, restore=True)

    def _is_open(self, signal: Signal) -> bool:
        return self._memory.technical_of(signal) is not None

    # ---- signals ---------------------------------------------------------------------------------------------------

    def _of_unit(self, unit: AlarmUnit, label: Label, *, restore: bool = False) -> Signal:
        return self._made(unit.tenant_id, unit.address, unit.id, unit.subscriber_id, label, restore)

    def _signal(self, group: Group, label: Label, *, restore: bool = False) -> Signal:
        return self._made(group[0], f"unheard:{group[0]}:{group[1]}", None, None, label, restore)

    def _made(
        self, tenant_id: int, address: str, unit_id: int | None, person: int | None, label: Label, restore: bool
    ) -> Signal:
        now = self._clock.now()
        number = self._new_id(now)
        return Signal(
            id=number, door=DOOR, source="alarmd", address=address, tenant_id=tenant_id, unit_id=unit_id,
            subscriber_id=person, lane=Lane.TECHNICAL, kind=Kind.NEVER_HEARD, restore=restore,
            message_key=f"{DOOR}:{number}", label_sv=label[0], label_en=label[1], received_at=now,
            received_s=self._clock.monotonic(),
        )  # fmt: skip


async def _settled(intake: Intake, signal: Signal) -> None:
    """Wait until it is stored; what a full lane turns away is told at the next look, since nothing is open then."""
    await intake.submit([signal])


def _group_in(subject: str) -> Group | None:
    """The group in `sender:watch:unheard:1:dc09:never_heard`, or None."""
    words = subject.split(":")
    if len(words) != 6 or words[2] != "unheard" or not words[3].isdigit():
        return None
    return int(words[3]), words[4]
