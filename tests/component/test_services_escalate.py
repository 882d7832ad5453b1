"""Promise 3 in time: nobody answers, nobody accepts, nobody arrives, and still nothing is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from alarmd.domain import commands as c
from alarmd.domain.incident import Incident, State
from alarmd.services.register import OnCall
from tests.fakes.clock import settle
from tests.fakes.services import Centre, running
from tests.fakes.signals import battery, of_unit

NURSE = "operator:1"
ANNA, BO = OnCall(3, "A", 1, ("push", "sms")), OnCall(4, "B", 1, ("mail",))


async def claimed(centre: Centre, number: int = 1) -> int:
    incident_id = (await centre.take(of_unit(number, centre.clock))).incident_id or 0
    await centre.desk.execute(f"claim{incident_id}", c.Claim(incident_id, NURSE))
    return incident_id


async def dispatched(centre: Centre, number: int = 1) -> int:
    incident_id = await claimed(centre, number)
    await centre.desk.execute(f"dispatch{incident_id}", c.Dispatch(incident_id, NURSE))
    await centre.clock.advance(0.01)
    return incident_id


def words(centre: Centre) -> list[str]:
    return [entry.what for entry in centre.ledger.entries]


async def test_unanswered_it_rings_again_each_thirty_seconds() -> None:
    async with running() as centre:
        await centre.take(of_unit(1, centre.clock))
        told = len(centre.publisher.publications)
        await centre.clock.advance(29.9)
        assert len(centre.publisher.publications) == told
        await centre.clock.advance(60.5)
        assert words(centre) == ["unanswered"] * 3
        assert len(centre.publisher.publications) == told + 3


async def test_an_idle_owner_loses_it_and_a_working_one_does_not() -> None:
    async with running() as centre:
        idle, busy = await claimed(centre, 1), await claimed(centre, 2)
        for n in range(4):
            await centre.clock.advance(59)
            await centre.desk.execute(f"r{n}", c.Renew(busy, NURSE))
        assert centre.memory.open[busy].owner == NURSE
        assert (centre.memory.open[idle].state, centre.memory.open[idle].returned) == (State.WAITING, True)


async def test_persons_are_told_one_by_one_and_then_the_operators() -> None:
    async with running() as centre:
        centre.on_call[1] = [ANNA, BO]
        number = await dispatched(centre)
        notices = centre.publisher.notices
        assert [(n.responder_id, n.target, n.step) for n in notices] == [(3, "push", 0), (3, "sms", 0)]
        assert [(n.next_at or n.created_at) - n.created_at for n in notices][1].total_seconds() == 20
        assert len({n.link_token for n in notices}) == 2
        await centre.clock.advance(60)
        assert [(n.responder_id, n.target, n.step) for n in centre.publisher.notices[2:]] == [(4, "mail", 1)]
        assert centre.memory.open[number].state is State.DISPATCHED
        await centre.clock.advance(60)
        it = centre.memory.open[number]
        assert (it.state, it.returned, it.owner) == (State.WAITING, True, "")
        assert words(centre) == ["claimed", "dispatched", "step", "step", "nobody_accepted"]
        assert centre.ledger.entries[2].detail == {"reason": "first_person", "responder": "responder:3", "step": "0"}


async def test_nobody_on_call_stays_with_the_operator_at_once() -> None:
    async with running() as centre:
        number = await dispatched(centre)
        it = centre.memory.open[number]
        assert (it.state, it.owner, it.returned, it.flags) == (State.CLAIMED, NURSE, True, ("nobody_on_call",))
        assert not centre.publisher.notices
        await centre.clock.advance(121)
        assert centre.memory.open[number].state is State.WAITING


async def test_a_declining_responder_makes_the_next_one_told_at_once() -> None:
    async with running() as centre:
        centre.on_call[1] = [ANNA, BO]
        number = await dispatched(centre)
        await centre.desk.execute("no", c.Decline(number, "responder:3"))
        await centre.clock.advance(0.01)
        assert centre.publisher.notices[-1].responder_id == 4


async def test_accepted_and_not_arrived_it_waits_on_top_after_half_an_hour() -> None:
    async with running(overdue=False) as centre:
        centre.on_call[1] = [ANNA]
        number = await dispatched(centre)
        await centre.desk.execute("yes", c.Accept(number, "responder:3"))
        await centre.clock.advance(1799)
        assert centre.memory.open[number].state is State.ACCEPTED
        await centre.clock.advance(2)
        it = centre.memory.open[number]
        assert (it.state, it.returned, it.responder) == (State.WAITING, True, "responder:3")


async def test_on_site_without_a_word_comes_back_too() -> None:
    async with running(overdue=False) as centre:
        number = await claimed(centre)
        await centre.desk.execute("here", c.Arrive(number, NURSE))
        await centre.clock.advance(3601)
        assert centre.memory.open[number].state is State.WAITING


async def test_an_acceptance_in_the_last_moment_wins_over_the_step() -> None:
    async with running() as centre:
        centre.on_call[1] = [ANNA, BO]
        number = await dispatched(centre)
        await centre.clock.advance(58)
        centre.ledger.gate.clear()
        centre.intake.submit([of_unit(2, centre.clock)])
        accept = asyncio.ensure_future(centre.desk.execute("yes", c.Accept(number, "responder:3")))
        await centre.clock.advance(3)
        centre.ledger.gate.set()
        await centre.clock.advance(1)
        assert (await accept).ok
        assert centre.memory.open[number].responder == "responder:3"
        assert len(centre.publisher.notices) == 2
        assert centre.counted("alarmd_broken_invariants_total", name="transition") == 0


async def test_a_roster_that_cannot_be_read_goes_back_to_the_operators() -> None:
    async with running() as centre:

        async def broken(tenant_id: int, at: datetime) -> Sequence[OnCall]:
            raise OSError("register")

        centre.roster = broken
        number = await dispatched(centre)
        assert centre.memory.open[number].state is State.CLAIMED
        assert centre.ledger.entries[-1].detail == {"reason": "roster_unavailable"}


async def test_a_roster_that_never_answers_holds_nothing_up_for_long() -> None:
    async with running() as centre:

        async def stuck(tenant_id: int, at: datetime) -> Sequence[OnCall]:
            await asyncio.Event().wait()
            return []

        centre.roster = stuck
        number = await dispatched(centre)
        await centre.clock.advance(3.1)
        assert centre.memory.open[number].state is State.CLAIMED


async def test_a_new_dispatch_tells_everybody_anew() -> None:
    async with running() as centre:
        centre.on_call[1] = [ANNA]
        number = await dispatched(centre)
        await centre.desk.execute("yes", c.Accept(number, "responder:3"))
        await centre.desk.execute("again", c.Dispatch(number, NURSE))
        await centre.clock.advance(0.01)
        assert [n.responder_id for n in centre.publisher.notices] == [3, 3, 3, 3]


async def test_after_a_restart_the_next_person_is_told_and_not_the_first_again() -> None:
    async with running() as centre:
        centre.on_call[1] = [ANNA, BO]
        await dispatched(centre)
        clock, ledger = centre.clock, centre.ledger
    await clock.advance(30)
    async with running(clock=clock, ledger=ledger) as centre:
        centre.on_call[1] = [ANNA, BO]
        await centre.clock.advance(31)
        assert [n.responder_id for n in centre.publisher.notices] == [4]


async def test_a_roster_that_changed_meanwhile_does_not_change_who_was_told() -> None:
    async with running() as centre:
        centre.on_call[1] = [ANNA, BO]
        await dispatched(centre)
        clock, ledger = centre.clock, centre.ledger
    async with running(clock=clock, ledger=ledger) as centre:
        centre.on_call[1] = [BO, ANNA]
        await centre.clock.advance(61)
        assert [n.responder_id for n in centre.publisher.notices] == [4]
        await centre.clock.advance(60)
        assert words(centre)[-1] == "nobody_accepted"


async def test_while_the_store_is_away_nothing_is_forgotten() -> None:
    async with running() as centre:
        await centre.take(of_unit(1, centre.clock))
        centre.ledger.down = True
        await centre.clock.advance(100)
        centre.ledger.down = False
        await centre.clock.advance(2)
        assert words(centre) == ["unanswered"]
        await centre.clock.advance(30)
        assert words(centre) == ["unanswered"] * 2


async def test_a_technical_incident_reminds_each_day_and_does_not_ring() -> None:
    async with running(overdue=False) as centre:
        await centre.take(battery(centre.clock))
        await centre.clock.advance(3600)
        assert words(centre) == []
        await centre.clock.advance(2 * 86_400)
        assert words(centre) == ["reminder"] * 2


async def test_every_open_incident_is_on_the_agenda_whatever_happens() -> None:
    async with running(overdue=False) as centre:
        centre.on_call[1] = [ANNA]
        for n in (1, 2, 3):
            await dispatched(centre, n)
        await centre.desk.execute("x", c.Accept(next(iter(centre.memory.open)), "responder:3"))
        for _ in range(40):
            await centre.clock.advance(97)
            await settle()
            open_now: list[Incident] = list(centre.memory.open.values())
            assert len(open_now) == 3
            assert all(incident.id in centre.memory.agenda for incident in open_now)
