"""Supervision: which units are silent, told from last contact, profile and the times our doors listened (promise 6).

Heartbeats touch a flat array; once a second it proposes candidates, and `domain.supervision` decides. Time is
monotonic throughout; what is stored is UTC. With several nodes every one of them follows all units, for its own
boards; the one on duty tells people, and only after asking the store whether another node has heard the unit.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from alarmd.domain.listening import listened_s
from alarmd.domain.ports import Clock, Intake, LedgerUnavailable
from alarmd.domain.supervision import Belief, Supervised, Supervision, Why, on_beat, on_silence, unlike_profile
from alarmd.domain.unit import AlarmUnit, ServiceState, SupervisionProfile
from alarmd.services.contact_store import ContactStore, Heard
from alarmd.services.deadlines import FOREVER, NEVER, Deadlines
from alarmd.services.duty import Duty
from alarmd.services.listening_log import ListeningLog
from alarmd.services.loss_teller import LossTeller, OutageOf
from alarmd.services.memory import Memory
from alarmd.services.outages import Group, group_of
from alarmd.services.unit_index import UnitIndex
from alarmd.telemetry import Telemetry

log = logging.getLogger(__name__)

TICK_S = 1.0
SAVE_EACH_S = 5.0
STALLED_S = 5.0
"""A tick that comes this late means that our loop stood still: what waits in the sockets is read before anybody is
judged."""

AT_ONCE = 500
"""Units judged before the loop may do something else."""

OVERLAP = timedelta(seconds=30)
"""What other nodes have heard is read again from so long before the last reading: their writes may come late."""

SAVED_AT_ONCE = 2000
"""Last contacts in one write, so that neither the loop nor the disk is busy with them for long."""

STATES = tuple(Supervision)
_NUMBER = {state: number for number, state in enumerate(STATES)}
_FIRST, _HEALTHY, _LATE, _LOST = (_NUMBER[state] for state in STATES)
_UNSUPERVISED = SupervisionProfile(interval_s=0.0)


class Watch:
    """Implements `Contact` for the doors and answers the board's questions.

    A door is known here by its protocol (`AlarmUnit.protocol`): `doors_up` names those that can hear their units now.
    """

    def __init__(
        self,
        *,
        units: UnitIndex,
        contacts: ContactStore,
        duty: Duty,
        intake: Intake,
        memory: Memory,
        clock: Clock,
        new_id: Callable[[datetime], int],
        telemetry: Telemetry,
        doors_up: Callable[[], Collection[str]],
        outage_of: OutageOf,
    ) -> None:
        self._units = units
        self._contacts = contacts
        self._duty = duty
        self._clock = clock
        self._telemetry = telemetry
        self._doors_up = doors_up
        self._slots: dict[int, int] = {}
        self._at: list[AlarmUnit | None] = []
        self._deadlines = Deadlines(_HEALTHY)
        self._node = contacts.node
        self._listening = ListeningLog(contacts.node)
        self._others_since = clock.now() - OVERLAP
        self._gains = 0
        self._generation = -1
        self._beats = 0
        self._saved_s = 0.0
        self._ticked_s = FOREVER
        self._supervised: Counter[Group] = Counter()
        self._new_teller = partial(
            LossTeller,
            intake=intake,
            memory=memory,
            clock=clock,
            new_id=new_id,
            unit_of=units.get,
            outage_of=outage_of,
        )
        self._teller = self._new_teller()

    # ---- what doors and boards ask ---------------------------------------------------------------------------------

    def beat(self, unit_id: int) -> None:
        """The unit was heard now. Costs about a microsecond; unknown ids are ignored."""
        slot = self._slots.get(unit_id)
        if slot is None:
            self._follow_units()
            slot = self._slots.get(unit_id)
        if slot is not None:
            self._beats += 1
            self._deadlines.beat(slot, self._clock.monotonic(), self._node)

    def of(self, unit_id: int) -> Supervised | None:
        """How a unit stands, None for an unknown one."""
        slot = self._slots.get(unit_id)
        unit = None if slot is None else self._at[slot]
        if slot is None or unit is None:
            return None
        last_s = float(self._deadlines.last[slot])
        state = STATES[self._deadlines.state[slot]] if _profile(unit).interval_s > 0 else ""
        if last_s == NEVER:
            return Supervised(state)
        node, now_s = int(self._deadlines.node[slot]), self._clock.monotonic()
        away = self._listening.away(
            unit.protocol, node, last_s, self._listening.known_until(unit.protocol, node, now_s)
        )
        usual_s = unlike_profile(_profile(unit), float(self._deadlines.usual[slot]))
        return Supervised(state, self._wall(last_s), self._wall(away[0][0]) if away else None, usual_s)

    def silent(self) -> list[int]:
        """Units that are lost, then those that are late, each longest silent first."""
        slots = self._deadlines.in_state(_LOST) + self._deadlines.in_state(_LATE)
        return [unit.id for slot in slots if (unit := self._at[slot]) is not None]

    def never_heard(self) -> list[AlarmUnit]:
        """Supervised units from which nothing has ever come."""
        found = (self._at[slot] for slot in self._deadlines.in_state(_FIRST))
        return [unit for unit in found if unit is not None and _profile(unit).interval_s > 0]

    def listened_s(self, unit: AlarmUnit, since: datetime) -> float:
        """Seconds since then in which the door of some node could have heard the unit."""
        now_s = self._clock.monotonic()
        since_s = now_s - (self._clock.now() - since) / timedelta(seconds=1)
        return listened_s(self._listening.deaf(unit.protocol, since_s, now_s), since_s, now_s)

    # ---- life ------------------------------------------------------------------------------------------------------

    async def load(self) -> None:
        """Bring back last contacts and listening intervals; call it before the doors open.

        Raises:
            LedgerUnavailable: the store, or that of contacts, is away.
        """
        now, now_s = self._clock.now(), self._clock.monotonic()
        self._listening.load(await self._contacts.listening_intervals(), now, now_s)
        self._follow_units()
        self._learn(await self._contacts.load(), now, now_s)
        self._saved_s = now_s
        await self._begin_anew()

    async def run(self) -> None:
        """Judge once a second, for ever."""
        while True:
            began_s = self._clock.monotonic()
            await self.tick()
            self._telemetry.watch_tick.observe(self._clock.monotonic() - began_s)
            await self._clock.wait_until(began_s + TICK_S)

    async def keep(self) -> None:
        """Store last contacts, then how long the doors listened, each five seconds, for ever."""
        while True:
            await self._clock.wait_until(self._clock.monotonic() + SAVE_EACH_S)
            try:
                await self.save()
                await self._hear_others()
            except LedgerUnavailable:
                log.warning("last contacts cannot be stored; they are kept and offered again")

    async def save(self) -> None:
        """Store what was heard since the last time; an interval never reaches beyond the contacts that are stored.

        Raises:
            LedgerUnavailable: nothing is lost, call it again.
        """
        now, now_s = self._clock.now(), self._clock.monotonic()
        running = self._listening.running()
        heard = self._deadlines.heard_since(self._saved_s, self._node)
        for first in range(0, len(heard), SAVED_AT_ONCE):
            batch = [
                (unit.id, now - timedelta(seconds=now_s - float(self._deadlines.last[slot])))
                for slot in heard[first : first + SAVED_AT_ONCE]
                if (unit := self._at[slot]) is not None
            ]
            await self._contacts.save_contacts(sorted(batch))
        self._saved_s = now_s
        for door, (begin_s, end_s) in running:
            await self._contacts.save_listening(door, self._wall(begin_s), self._wall(end_s))
        for state, count in zip(STATES, self._deadlines.count(range(len(STATES))), strict=True):
            self._telemetry.units.labels(state).set(count)

    async def tick(self) -> None:
        """Look at what the arrays propose; the rules decide."""
        now_s = self._clock.monotonic()
        stalled, self._ticked_s = now_s - self._ticked_s > STALLED_S, now_s
        self._listening.note(self._doors_up(), now_s)
        self._follow_units()
        self._telemetry.beats.inc(self._beats)
        self._beats = 0
        if self._duty.is_ours:
            if self._gains != self._duty.gains and not await self._took_over():
                return
            self._teller.repeat()
        heard, self._deadlines.heard = self._deadlines.heard, set()
        for slot in heard:
            self._judge_beat(slot)
        if stalled:
            return
        for slots in await self._proposed(now_s):
            for slot in slots:
                self._judge_silence(slot, self._clock.monotonic())
            await asyncio.sleep(0)

    async def _proposed(self, now_s: float) -> list[list[int]]:
        """Units that may be late, in portions; nobody is judged while other nodes cannot be asked about them."""
        due = self._deadlines.due(now_s)
        if due and self._contacts.shared:
            try:
                await self._hear_others([unit.id for slot in due if (unit := self._at[slot]) is not None])
            except LedgerUnavailable:
                return []
            due = self._deadlines.due(now_s)
        return [due[first : first + AT_ONCE] for first in range(0, len(due), AT_ONCE)]

    # ---- what other nodes hear -------------------------------------------------------------------------------------

    async def _hear_others(self, unit_ids: Sequence[int] | None = None) -> None:
        """Take over when the doors of other nodes listened, and what they have heard from all units or from some."""
        if not self._contacts.shared:
            return
        asked_at = self._clock.now()
        listening, heard = await self._contacts.elsewhere(self._others_since, unit_ids)
        now, now_s = self._clock.now(), self._clock.monotonic()
        self._listening.load(listening, now, now_s)
        self._learn(heard, now, now_s)
        if unit_ids is None:
            self._others_since = asked_at - OVERLAP

    def _learn(self, heard: Sequence[Heard], now: datetime, now_s: float) -> None:
        for contact in heard:
            slot = self._slots.get(contact.unit_id)
            at_s = min(now_s, now_s - (now - contact.at) / timedelta(seconds=1))
            if slot is not None and at_s > self._deadlines.last[slot]:
                self._deadlines.beat(slot, at_s, contact.node)

    async def _took_over(self) -> bool:
        """Begin anew on duty; False while the store is away: nobody is judged before it is known what was told."""
        try:
            await self._begin_anew()
        except LedgerUnavailable:
            return False
        return True

    async def _begin_anew(self) -> None:
        """At start, and when this node comes on duty: what is not known to be told is found again and told."""
        gains, teller = self._duty.gains, self._new_teller()
        told = await teller.take_up()
        self._gains, self._teller = gains, teller
        self._deadlines.begin_anew()
        for unit_id, told_at in told:
            if (slot := self._slots.get(unit_id)) is None:
                continue
            self._deadlines.state[slot] = _LOST
            self._deadlines.look_at(slot, FOREVER)
            if (last_s := float(self._deadlines.last[slot])) != NEVER and self._wall(last_s) > told_at:
                self._deadlines.heard.add(slot)
            if (unit := self._at[slot]) is not None and _profile(unit).interval_s <= 0:
                self._let_go(slot, unit)

    # ---- deciding --------------------------------------------------------------------------------------------------

    def _judge_beat(self, slot: int) -> None:
        unit = self._at[slot]
        if unit is None:
            return
        deadlines = self._deadlines
        last_s = float(deadlines.last[slot])
        belief = on_beat(STATES[deadlines.state[slot]], int(deadlines.good[slot]), _profile(unit), last_s)
        self._believe(slot, belief)
        if belief.why is Why.BACK and self._duty.is_ours:
            self._teller.back(unit, self._wall(last_s))

    def _judge_silence(self, slot: int, now_s: float) -> None:
        unit = self._at[slot]
        deadlines = self._deadlines
        last_s = float(deadlines.last[slot])
        if unit is None or last_s == NEVER:
            deadlines.look_at(slot, FOREVER)
            return
        profile, state, node = _profile(unit), STATES[deadlines.state[slot]], int(deadlines.node[slot])
        until_s = max(last_s, self._listening.known_until(unit.protocol, node, now_s))
        away = self._listening.away(unit.protocol, node, last_s, until_s)
        deaf = self._listening.deaf(unit.protocol, last_s, until_s)
        belief = on_silence(state, int(deadlines.good[slot]), last_s, profile, until_s, away, deaf)
        self._believe(slot, belief)
        if not self._duty.is_ours:
            return
        if belief.why is Why.SILENT:
            self._teller.lost(unit, self._wall(last_s), self._supervised[group_of(unit)])
        elif belief.why is Why.SILENT_AGAIN:
            self._teller.lost_again(unit, self._wall(last_s))

    def _believe(self, slot: int, belief: Belief) -> None:
        self._deadlines.state[slot] = _NUMBER[belief.state]
        self._deadlines.good[slot] = min(255, belief.good)
        self._deadlines.look_at(slot, belief.look_at_s)

    # ---- units -----------------------------------------------------------------------------------------------------

    def _follow_units(self) -> None:
        """Take slots for new units, free those of units that are gone, follow changed profiles."""
        if self._generation == self._units.generation:
            return
        self._generation = self._units.generation
        self._supervised = Counter(group_of(unit) for unit in self._units if _profile(unit).interval_s > 0)
        for unit in self._units:
            late_after_s = _late_after_s(unit)
            slot = self._slots.get(unit.id)
            if slot is None:
                slot = self._slots[unit.id] = self._deadlines.add(late_after_s)
                self._at.extend([None] * (slot + 1 - len(self._at)))
            elif (before := self._at[slot]) is not None and _profile(before) != _profile(unit):
                self._deadlines.expect_within(slot, late_after_s)
                if _profile(unit).interval_s <= 0:
                    self._let_go(slot, unit)
            self._at[slot] = unit
        for unit_id in [key for key in self._slots if self._units.get(key) is None]:
            slot = self._slots.pop(unit_id)
            self._at[slot] = None
            self._deadlines.remove(slot)

    def _let_go(self, slot: int, unit: AlarmUnit) -> None:
        """The unit is not supervised any more: what was told of its silence is over."""
        state, last_s = self._deadlines.state[slot], float(self._deadlines.last[slot])
        if state == _LOST and self._duty.is_ours:
            self._teller.back(unit, self._clock.now() if last_s == NEVER else self._wall(last_s), let_go=True)
        if state != _FIRST:
            self._deadlines.state[slot] = _HEALTHY

    def _wall(self, at_s: float) -> datetime:
        return self._clock.now() - timedelta(seconds=self._clock.monotonic() - at_s)


def _profile(unit: AlarmUnit) -> SupervisionProfile:
    """Only a unit in service is supervised."""
    return unit.supervision if unit.state is ServiceState.IN_SERVICE else _UNSUPERVISED


def _late_after_s(unit: AlarmUnit) -> float:
    profile = _profile(unit)
    return profile.late_after_s if profile.interval_s > 0 else FOREVER
