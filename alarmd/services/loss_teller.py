"""Lost and returned units become technical signals: one incident for each unit, or one for a whole outage."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime

from alarmd.domain.incident import State
from alarmd.domain.outage import MEMBER, Standing
from alarmd.domain.ports import Clock, Intake, Landing, Verdict
from alarmd.domain.signal import Flag, Kind, Lane, Signal
from alarmd.domain.unit import AlarmUnit
from alarmd.services.memory import Memory
from alarmd.services.outages import Group, Outages, group_of

OutageOf = Callable[[int], Awaitable[Standing]]
"""Which units the outage of an incident holds, as the store has it (`Register.outage`)."""

DOOR = "watch"
_OUTAGE = "outage"


class LossTeller:
    """Submits what the watch has decided, and submits again what a full lane turned away."""

    def __init__(
        self,
        *,
        intake: Intake,
        memory: Memory,
        clock: Clock,
        new_id: Callable[[datetime], int],
        unit_of: Callable[[int], AlarmUnit | None],
        outage_of: OutageOf,
    ) -> None:
        self._intake = intake
        self._memory = memory
        self._clock = clock
        self._new_id = new_id
        self._unit_of = unit_of
        self._outage_of = outage_of
        self._outages = Outages()
        self._turned_away: list[Signal] = []

    async def take_up(self) -> list[tuple[int, datetime]]:
        """At start: go on with open outages; units whose loss is told of already, and since when.

        Raises:
            LedgerUnavailable: the store is away.
        """
        open_losses = [
            incident
            for incident in self._memory.open.values()
            if incident.lane is Lane.TECHNICAL and incident.kind is Kind.LOST
        ]
        lost = [(it.unit_id, it.last_signal_at) for it in open_losses if it.unit_id is not None]
        for incident in open_losses:
            group = _outage_in(incident.subject)
            if incident.unit_id is None and group is not None:
                standing = await self._outage_of(incident.id)
                self._outages.take_up(group, standing)
                lost += standing.lost.items()
        return lost

    def lost(self, unit: AlarmUnit, last_contact: datetime, supervised: int) -> None:
        """The unit is lost, in a group of `supervised` units."""
        loss = self._outages.lost(unit, self._clock.monotonic(), supervised)
        if not loss.is_part:
            signal = self._of_unit(unit, last_contact, back=False)
            if self._memory.technical_of(signal) is None:
                self._submit(signal)
            return
        self._submit(self._of_outage(unit, last_contact, back=False))
        for other in self._units(loss.swallowed):
            self._submit(self._of_outage(other, None, back=False))
            self._swallow(other)

    def lost_again(self, unit: AlarmUnit, last_contact: datetime) -> None:
        """The unit was heard, but not steadily, and is silent again: its incident counts up."""
        if not self._outages.holds(unit):
            self._submit(self._of_unit(unit, last_contact, back=False))

    def back(self, unit: AlarmUnit, last_contact: datetime, *, let_go: bool = False) -> None:
        """The unit is back, or (`let_go`) not supervised any more: its incident closes, and perhaps the outage's."""
        returned = self._outages.back(unit)
        signal = self._of_unit(unit, last_contact, back=True, label=_LET_GO if let_go else None)
        if not returned.was_part or self._memory.technical_of(signal) is not None:
            self._submit(signal)
        if returned.was_part:
            self._submit(self._of_outage(unit, last_contact, back=True, is_over=returned.is_over))
        if returned.is_over:
            for other in self._units(returned.left):
                self._submit(self._of_unit(other, None, back=False))

    def repeat(self) -> None:
        """Submit anew what the lane turned away; what only waits for the store is queued there already."""
        again, self._turned_away = self._turned_away, []
        for signal in again:
            self._submit(signal)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _swallow(self, unit: AlarmUnit) -> None:
        """A loss that was told of by itself belongs to the outage; unless somebody works on it, its row goes."""
        signal = self._of_unit(unit, None, back=True, label=("Ingår i driftstörning", "Part of an outage"))
        incident = self._memory.technical_of(signal)
        if incident is None or incident.state is State.WAITING:
            self._submit(signal)

    def _submit(self, signal: Signal) -> None:
        def told(landing: Landing) -> None:
            if landing.result().verdict is Verdict.BUSY:
                self._turned_away.append(signal)

        self._intake.submit([signal]).add_done_callback(told)

    def _units(self, unit_ids: Iterable[int]) -> list[AlarmUnit]:
        return [unit for unit_id in unit_ids if (unit := self._unit_of(unit_id)) is not None]

    def _of_unit(
        self, unit: AlarmUnit, last_contact: datetime | None, *, back: bool, label: tuple[str, str] | None = None
    ) -> Signal:
        if label is None:
            label = ("Kontakten är tillbaka", "Contact is back") if back else _NO_CONTACT
        return self._signal(unit, unit.address, unit.id, unit.subscriber_id, label, back, _facts(last_contact))

    def _of_outage(
        self, unit: AlarmUnit, last_contact: datetime | None, *, back: bool, is_over: bool = False
    ) -> Signal:
        """One unit joins the outage of its group or is back from it; with the last one (`is_over`) it closes."""
        tenant_id, protocol = group_of(unit)
        size = self._outages.size(unit)
        label = _OUTAGE_OVER if is_over else (_OUTAGE_ON[0].format(size), _OUTAGE_ON[1].format(size))
        facts = {"unit": unit.address, MEMBER: str(unit.id), **_facts(last_contact)}
        flags = frozenset({Flag.OUTAGE, Flag.STILL_PRESENT} if back and not is_over else {Flag.OUTAGE})
        address = f"{_OUTAGE}:{tenant_id}:{protocol}"
        return replace(self._signal(unit, address, None, None, label, back, facts), flags=flags)

    def _signal(
        self,
        unit: AlarmUnit,
        address: str,
        unit_id: int | None,
        subscriber_id: int | None,
        label: tuple[str, str],
        back: bool,
        facts: dict[str, str],
    ) -> Signal:
        now = self._clock.now()
        number = self._new_id(now)
        return Signal(
            id=number,
            door=DOOR,
            source="alarmd",
            address=address,
            tenant_id=unit.tenant_id,
            unit_id=unit_id,
            subscriber_id=subscriber_id,
            lane=Lane.TECHNICAL,
            kind=Kind.LOST,
            restore=back,
            message_key=f"{DOOR}:{'back' if back else 'lost'}:{address}:{unit.id}:{facts.get('last_contact', number)}",
            label_sv=label[0],
            label_en=label[1],
            detail=facts,
            received_at=now,
            received_s=self._clock.monotonic(),
        )


_NO_CONTACT = ("Ingen kontakt med larmenheten", "No contact with the unit")
_LET_GO = ("Övervakas inte längre", "Not supervised any more")
_OUTAGE_ON = ("Driftstörning: {} larmenheter utan kontakt", "Outage: {} units without contact")
_OUTAGE_OVER = ("Driftstörningen är över", "The outage is over")


def _facts(last_contact: datetime | None) -> dict[str, str]:
    return {} if last_contact is None else {"last_contact": last_contact.isoformat(timespec="seconds")}


def _outage_in(subject: str) -> Group | None:
    """The group in `sender:watch:outage:1:dc09:lost`, or None."""
    words = subject.split(":")
    if len(words) != 6 or words[1:3] != [DOOR, _OUTAGE] or not words[3].isdigit():
        return None
    return int(words[3]), words[4]
