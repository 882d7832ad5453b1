"""A unit in service that never says a word is found out, once, and its first word closes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from alarmd.domain.ids import IdMaker
from alarmd.domain.signal import Kind
from alarmd.domain.unit import AlarmUnit, ServiceState
from alarmd.services.first_contact import FirstContact
from tests.component.test_services_watch import Supervisor, supervising
from tests.fakes.clock import START, ManualClock
from tests.fakes.contacts import FakeContacts
from tests.fakes.ledger import FakeLedger
from tests.fakes.signals import after, unit


def fresh(number: int, **changes: object) -> AlarmUnit:
    return unit(number, **{"in_service_at": START, **changes})


FLEET = [fresh(number) for number in range(1, 31)]


@asynccontextmanager
async def looking(
    *units: AlarmUnit,
    contacts: FakeContacts | None = None,
    clock: ManualClock | None = None,
    ledger: FakeLedger | None = None,
) -> AsyncIterator[Supervisor]:
    async with supervising(*units, contacts=contacts, clock=clock, ledger=ledger) as s:
        first = FirstContact(
            watch=s.watch, duty=s.centre.duty, intake=s.centre.intake, memory=s.centre.memory, clock=s.clock,
            new_id=IdMaker(2),
        )  # fmt: skip
        task = asyncio.ensure_future(first.run())
        try:
            yield s
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def never_heard(s: Supervisor) -> list[int | None]:
    return [i.unit_id for i in s.centre.memory.open.values() if i.kind is Kind.NEVER_HEARD]


def labels(s: Supervisor) -> list[str]:
    return [i.label_sv for i in s.centre.memory.open.values()]


async def test_a_unit_that_never_came_is_one_incident_until_its_first_contact() -> None:
    async with looking(fresh(1), fresh(2)) as s:
        await s.live(180, 2)
        assert never_heard(s) == []
        await s.live(60, 2)
        assert never_heard(s) == [1]
        await s.live(600, 2)
        assert never_heard(s) == [1]
        (it,) = s.centre.memory.open.values()
        assert (it.signals, it.label_sv) == (1, "I drift men aldrig hörd")
        assert s.state(1) == "awaiting_first"
        await s.live(30, 1, 2)
        assert never_heard(s) == []
        assert s.centre.ledger.incidents[it.id].outcome == "restored"
        assert (s.state(1), s.lost) == ("healthy", [])


async def test_only_units_in_service_that_are_supervised_and_known_since_when() -> None:
    unsupervised = fresh(2, supervision=replace(unit(2).supervision, interval_s=0))
    units = (fresh(1, state=ServiceState.PENDING), unsupervised, unit(3), fresh(4, in_service_at=after(900)))
    async with looking(*units) as s:
        await s.live(900)
        assert never_heard(s) == []
        await s.live(300)
        assert never_heard(s) == [4]


async def test_what_was_never_listened_for_is_nobodys_fault() -> None:
    async with looking(fresh(1)) as s:
        s.up = set()
        await s.live(900)
        s.up = {"dc09"}
        await s.live(180)
        assert never_heard(s) == []
        await s.live(60)
        assert never_heard(s) == [1]


async def test_taking_it_out_of_service_closes_it() -> None:
    async with looking(fresh(1)) as s:
        await s.live(300)
        assert never_heard(s) == [1]
        s.centre.units.replace_all([fresh(1, state=ServiceState.OUT_OF_SERVICE)])
        await s.live(30)
        assert never_heard(s) == []


async def test_a_restart_tells_nothing_twice() -> None:
    async with looking(fresh(1)) as s:
        await s.live(300)
        contacts, clock, ledger = s.contacts, s.clock, s.centre.ledger
    clock.jump(30)
    async with looking(fresh(1), contacts=contacts, clock=clock, ledger=ledger) as s:
        await s.live(300)
        assert never_heard(s) == [1]
        (it,) = s.centre.memory.open.values()
        assert it.signals == 1
        await s.live(30, 1)
        assert never_heard(s) == []


async def test_a_whole_delivery_is_one_incident_that_shrinks_and_ends() -> None:
    async with looking(*FLEET) as s:
        await s.live(300)
        assert labels(s) == ["30 larmenheter i drift har aldrig hörts"]
        await s.live(30, *range(1, 16))
        assert labels(s) == ["15 larmenheter i drift har aldrig hörts"]
        await s.live(90, *range(1, 21))
        assert sorted(labels(s)) == ["I drift men aldrig hörd"] * 10
        await s.live(30, *range(1, 31))
        assert labels(s) == []


async def test_single_ones_are_folded_when_they_become_many() -> None:
    async with looking(*FLEET[:15]) as s:
        await s.live(300)
        assert len(never_heard(s)) == 15
        s.centre.units.replace_all(FLEET)
        await s.live(60)
        assert labels(s) == ["30 larmenheter i drift har aldrig hörts"]
