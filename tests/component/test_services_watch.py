"""Promise 6 in the running loop: silent units are told of, once, and never because of us."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from alarmd.config import Lanes as Sizes
from alarmd.domain.ids import IdMaker
from alarmd.domain.incident import State
from alarmd.domain.outage import Standing, standing
from alarmd.domain.signal import Kind, Lane
from alarmd.domain.unit import AlarmUnit, ServiceState, SupervisionProfile
from alarmd.services.contact_store import ContactStore
from alarmd.services.watch import Watch
from tests.fakes.clock import START, ManualClock
from tests.fakes.contacts import FakeContacts
from tests.fakes.ledger import FakeLedger
from tests.fakes.services import Centre, running
from tests.fakes.signals import unit

HOUR = 3600.0


class Supervisor:
    """A running centre with its watch."""

    def __init__(self, centre: Centre, contacts: FakeContacts) -> None:
        self.centre, self.contacts, self.clock = centre, contacts, centre.clock
        self.up = {"dc09"}
        self.watch = Watch(
            units=centre.units,
            contacts=contacts,
            duty=centre.duty,
            intake=centre.intake,
            memory=centre.memory,
            clock=centre.clock,
            new_id=IdMaker(1),
            telemetry=centre.telemetry,
            doors_up=lambda: self.up,
            outage_of=self.outage_of,
        )

    async def outage_of(self, incident_id: int) -> Standing:
        """What the store would read."""
        signals = self.centre.ledger.signals.values()
        return standing(signal for signal, of_incident in signals if of_incident == incident_id)

    async def live(self, seconds: float, *beating: int, each: float = 30.0) -> None:
        """Time passes while these units beat."""
        for _ in range(int(seconds / each)):
            for unit_id in beating:
                self.watch.beat(unit_id)
            await self.clock.advance(each)

    @property
    def lost(self) -> list[int | None]:
        return [i.unit_id for i in self.centre.memory.open.values() if i.kind is Kind.LOST]

    def state(self, unit_id: int) -> str:
        found = self.watch.of(unit_id)
        return "" if found is None else found.state


@asynccontextmanager
async def supervising(
    *units: AlarmUnit,
    contacts: FakeContacts | None = None,
    clock: ManualClock | None = None,
    ledger: FakeLedger | None = None,
    sizes: Sizes | None = None,
) -> AsyncIterator[Supervisor]:
    async with running(overdue=False, clock=clock, ledger=ledger, sizes=sizes) as centre:
        if units:
            centre.units.replace_all(units)
        found = Supervisor(centre, contacts or FakeContacts())
        await found.watch.load()
        tasks = [asyncio.ensure_future(loop()) for loop in (found.watch.run, found.watch.keep)]
        try:
            yield found
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_silent_unit_is_late_then_lost_once_and_back_after_three_beats() -> None:
    async with supervising() as s:
        await s.live(60, 1, 2)
        await s.live(90, 2)
        assert (s.state(1), s.state(2), s.state(3)) == ("late", "healthy", "awaiting_first")
        await s.live(120, 2)
        assert s.lost == [1]
        assert s.watch.silent() == [1]
        await s.live(300, 2)
        assert s.lost == [1]
        it = next(iter(s.centre.memory.open.values()))
        assert (it.lane, it.signals, it.label_sv) == (Lane.TECHNICAL, 1, "Ingen kontakt med larmenheten")
        await s.live(60, 1, 2)
        assert s.lost == [1]
        await s.live(60, 1, 2)
        assert s.lost == []
        assert s.centre.ledger.incidents[it.id].outcome == "restored"
        assert s.centre.ledger.entries[-1].what == "restored"
        assert s.state(1) == "healthy"


async def test_a_flapping_unit_is_one_incident_with_a_counter() -> None:
    async with supervising() as s:
        await s.live(30, 1)
        for _ in range(4):
            await s.live(240)
            await s.live(30, 1)
        await s.live(240)
        assert s.lost == [1]
        it = next(iter(s.centre.memory.open.values()))
        assert it.signals == 5
        assert len(s.centre.ledger.incidents) == 1


async def test_a_door_that_was_down_blames_nobody() -> None:
    async with supervising() as s:
        await s.live(60, 1)
        s.up = set()
        await s.live(600)
        found = s.watch.of(1)
        assert found is not None
        assert found.unsupervised_from is not None
        assert found.unsupervised_from - START < timedelta(seconds=62)
        s.up = {"dc09"}
        await s.live(60, 1)
        assert s.lost == []
        await s.live(330)
        assert s.lost == [1]


async def test_a_restart_opens_no_second_incident_and_the_return_still_closes_the_first() -> None:
    contacts = FakeContacts()
    async with supervising(contacts=contacts) as s:
        await s.live(30, 1, 2)
        await s.live(300, 2)
        assert s.lost == [1]
        clock, ledger = s.clock, s.centre.ledger
    clock.jump(20)
    async with supervising(contacts=contacts, clock=clock, ledger=ledger) as s:
        assert (s.state(1), s.state(2)) == ("lost", "healthy")
        await s.live(300, 2)
        assert s.lost == [1]
        assert len(ledger.signals) == 1
        await s.live(120, 1, 2)
        assert s.lost == []


async def test_a_25_hour_profile_and_a_restart_each_24_hours() -> None:
    daily = SupervisionProfile(interval_s=25 * HOUR, missed_limit=1, grace_s=1800)
    units = [unit(1, supervision=daily), unit(2, supervision=daily)]
    contacts, clock = FakeContacts(), ManualClock()
    ledger = FakeLedger(clock)
    next_beat, lost_on = clock.monotonic() + 60, 0
    for day in range(1, 9):
        async with supervising(*units, contacts=contacts, clock=clock, ledger=ledger) as s:
            end = clock.monotonic() + 24 * HOUR - 120
            while clock.monotonic() < end:
                if clock.monotonic() >= next_beat:
                    s.watch.beat(1)
                    if day < 3:
                        s.watch.beat(2)
                    next_beat += 25 * HOUR
                clock.jump(min(300.0, end - clock.monotonic()))
                s.watch._ticked_s = clock.monotonic()
                s.watch._listening.note({"dc09"}, clock.monotonic())
                await s.watch.tick()
                if int(clock.monotonic()) % 900 == 0:
                    await s.watch.save()
            await s.watch.save()
            await clock.advance(1)
            if 2 in s.lost and not lost_on:
                lost_on = day
            assert 1 not in s.lost
        clock.jump(119)
    assert lost_on == 3


async def test_what_the_lane_turned_away_is_told_again() -> None:
    async with supervising(sizes=Sizes(technical=0)) as s:
        await s.live(30, 1)
        await s.live(300)
        assert s.lost == []
        s.centre.lanes._size[Lane.TECHNICAL] = 10
        await s.live(30)
        assert s.lost == [1]


async def test_units_come_go_and_change() -> None:
    async with supervising() as s:
        await s.live(30, 1, 2, 3)
        s.centre.units.replace_all(
            [
                unit(1, state=ServiceState.OUT_OF_SERVICE),
                unit(2, supervision=SupervisionProfile(interval_s=10, missed_limit=1, grace_s=0)),
                unit(6),
            ]
        )
        await s.live(30, 6)
        assert s.lost == [2]
        assert s.watch.of(3) is None
        assert (s.state(1), s.state(6)) == ("", "healthy")
        s.watch.beat(3)
        await s.live(300, 6)
        assert s.lost == [2]


async def test_a_stalled_loop_reads_its_sockets_before_it_judges() -> None:
    async with supervising() as s:
        await s.live(30, 1)
        s.clock.jump(400)
        await s.watch.tick()
        assert s.lost == []
        s.watch.beat(1)
        await s.clock.advance(3)
        assert s.lost == []
        assert s.state(1) == "healthy"


async def test_last_contacts_are_stored_before_the_interval_that_covers_them() -> None:
    async with supervising() as s:
        s.contacts.down = True
        await s.live(30, 1)
        s.contacts.down = False
        await s.clock.advance(6)
        assert s.contacts.last[1] == (START, 0)
        stored = next(iter(s.contacts.intervals.values()))
        assert stored <= s.clock.now()
        assert s.centre.counted("alarmd_units", state="healthy") == 1
        assert s.centre.counted("alarmd_beats_total") == 1


async def test_an_older_contact_never_replaces_a_newer_one() -> None:
    store: ContactStore = FakeContacts()
    await store.save_contacts([(1, START), (2, START)])
    await store.save_contacts([(1, START - timedelta(seconds=5)), (2, START + timedelta(seconds=5))])
    assert [heard[:2] for heard in await store.load()] == [(1, START), (2, START + timedelta(seconds=5))]


async def test_an_incident_of_a_lost_unit_is_worked_on_like_any_other() -> None:
    async with supervising() as s:
        await s.live(30, 1)
        await s.live(240)
        it = next(iter(s.centre.memory.open.values()))
        assert it.state is State.WAITING
        assert it.subject == "unit:1:lost"
        assert it.where == "Exempelkommun, Byn"


async def test_a_lost_unit_that_leaves_service_leaves_no_incident_behind() -> None:
    contacts = FakeContacts()
    async with supervising(contacts=contacts) as s:
        await s.live(30, 1, 2, 3)
        await s.live(300, 3)
        assert sorted(s.lost, key=str) == [1, 2]
        s.centre.units.replace_all([unit(1, state=ServiceState.RETIRED), unit(2), unit(3)])
        await s.live(30, 3)
        assert (s.lost, s.watch.silent()) == ([2], [2])
        assert s.centre.ledger.entries[-1].text == "Övervakas inte längre"
        clock, ledger = s.clock, s.centre.ledger
    clock.jump(10)
    retired = unit(2, state=ServiceState.RETIRED)
    async with supervising(retired, unit(3), contacts=contacts, clock=clock, ledger=ledger) as s:
        await s.live(30, 3)
        assert s.lost == []
