"""Many units silent together are one row, and a dead unit is never hidden behind it."""

from __future__ import annotations

from tests.component.test_services_watch import Supervisor, supervising
from tests.fakes.signals import unit

FLEET = [unit(n) for n in range(1, 31)]
ALL = [one.id for one in FLEET]


def labels(s: Supervisor) -> list[str]:
    return sorted(i.label_sv for i in s.centre.memory.open.values())


async def test_an_outage_is_one_row_and_ends_by_itself() -> None:
    async with supervising(*FLEET) as s:
        await s.live(60, *ALL)
        await s.live(240, 1, 2)
        assert labels(s) == ["Driftstörning: 28 larmenheter utan kontakt"]
        (outage,) = s.centre.memory.open
        assert set((await s.outage_of(outage)).lost) == set(ALL[2:])
        assert len(s.watch.silent()) == 28
        await s.live(90, *ALL[:10])
        assert labels(s) == ["Driftstörning: 20 larmenheter utan kontakt"]
        assert set((await s.outage_of(outage)).lost) == set(ALL[10:])
        await s.live(150, *ALL)
        assert labels(s) == []
        assert s.watch.silent() == []


async def test_who_stays_silent_after_the_outage_gets_an_incident_of_its_own() -> None:
    async with supervising(*FLEET) as s:
        await s.live(60, *ALL)
        await s.live(240)
        await s.live(150, *ALL[1:])
        assert s.lost == [1]
        assert labels(s) == ["Ingen kontakt med larmenheten"]
        await s.live(120, *ALL)
        assert labels(s) == []


async def test_an_outage_outlives_a_restart() -> None:
    async with supervising(*FLEET) as s:
        await s.live(60, *ALL)
        await s.live(300)
        contacts, clock, ledger = s.contacts, s.clock, s.centre.ledger
    clock.jump(10)
    async with supervising(*FLEET, contacts=contacts, clock=clock, ledger=ledger) as s:
        await s.live(300)
        assert labels(s) == ["Driftstörning: 30 larmenheter utan kontakt"]
        (outage,) = s.centre.memory.open
        assert (await s.outage_of(outage)).ever == 30
        await s.live(150, *ALL)
        assert labels(s) == []


async def test_an_outage_that_ended_while_we_were_away_ends_at_the_first_beats() -> None:
    async with supervising(*FLEET) as s:
        await s.live(60, *ALL)
        await s.live(300)
        contacts, clock, ledger = s.contacts, s.clock, s.centre.ledger
    clock.jump(10)
    async with supervising(*FLEET, contacts=contacts, clock=clock, ledger=ledger) as s:
        assert len(s.watch.silent()) == 30
        await s.live(90, *ALL)
        assert labels(s) == []


async def test_two_lost_units_are_two_faults() -> None:
    async with supervising(*FLEET) as s:
        await s.live(60, *ALL)
        await s.live(240, *ALL[2:])
        assert labels(s) == ["Ingen kontakt med larmenheten"] * 2
