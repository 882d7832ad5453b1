"""Commands are carried out once, told apart, and answered when durable."""

from __future__ import annotations

import asyncio

import pytest

from alarmd.domain import commands as c
from alarmd.domain.incident import State
from alarmd.domain.signal import Kind
from alarmd.services.desk_reply import DeskCode
from alarmd.services.register import OnCall
from tests.fakes.loop import settle
from tests.fakes.services import Centre, running
from tests.fakes.signals import of_unit, signal

NURSE, OTHER = "operator:1", "operator:2"


async def opened(centre: Centre, number: int = 1) -> int:
    return (await centre.take(of_unit(number, centre.clock))).incident_id or 0


async def test_a_command_is_answered_when_it_is_durable() -> None:
    async with running() as centre:
        number = await opened(centre)
        centre.ledger.gate.clear()
        task = asyncio.ensure_future(centre.desk.execute("c1", c.Claim(number, NURSE)))
        await settle()
        assert not task.done()
        centre.ledger.gate.set()
        reply = await task
        assert (reply.ok, reply.code) == (True, DeskCode.OK)
        assert reply.incident is not None
        assert (reply.incident.state, reply.incident.owner) == (State.CLAIMED, NURSE)
        assert centre.counted("alarmd_commands_total", name="Claim", result="ok") == 1


async def test_a_repeated_command_gets_the_same_reply_and_is_carried_out_once() -> None:
    async with running() as centre:
        number = await opened(centre)
        await centre.desk.execute("c1", c.Claim(number, NURSE))
        note = c.AddNote(number, NURSE, "x")
        both = await asyncio.gather(centre.desk.execute("c2", note), centre.desk.execute("c2", note))
        again = await centre.desk.execute("c2", note)
        centre.memory.results.clear()
        from_store = await centre.desk.execute("c2", note)
        assert all(reply.ok for reply in (*both, again, from_store))
        assert [entry.what for entry in centre.ledger.entries] == ["claimed", "note"]


async def test_of_two_operators_one_gets_it_and_the_other_is_told_who() -> None:
    async with running() as centre:
        number = await opened(centre)
        one, two = await asyncio.gather(
            centre.desk.execute("c1", c.Claim(number, NURSE)), centre.desk.execute("c2", c.Claim(number, OTHER))
        )
        assert one.ok
        assert (two.ok, two.code, two.who) == (False, DeskCode.ALREADY_CLAIMED, NURSE)
        assert (await centre.desk.execute("c3", c.Claim(number, NURSE))).ok


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.Claim(404, NURSE), DeskCode.UNKNOWN_INCIDENT),
        (c.Arrive(0, NURSE), DeskCode.ILLEGAL),
    ],
)
async def test_refusals(command: c.Command, code: DeskCode) -> None:
    async with running() as centre:
        number = await opened(centre)
        if not command.incident_id:
            command = type(command)(number, command.actor)
        assert (await centre.desk.execute("c1", command)).code is code
        assert not centre.ledger.commands


async def test_what_is_closed_can_get_a_note_and_nothing_else() -> None:
    async with running() as centre:
        number = await opened(centre)
        await centre.desk.execute("c1", c.Claim(number, NURSE))
        await centre.desk.execute("c2", c.Close(number, NURSE, c.Outcome.FALSE_ALARM))
        assert (await centre.desk.execute("c3", c.Claim(number, NURSE))).code is DeskCode.CLOSED
        assert (await centre.desk.execute("c4", c.Arrive(number, NURSE))).code is DeskCode.CLOSED
        assert (await centre.desk.execute("c5", c.AddNote(number, OTHER, "sen"))).ok
        assert centre.ledger.entries[-1].text == "sen"
        assert await opened(centre) != number


async def test_an_incident_is_opened_by_hand_and_claimed() -> None:
    async with running() as centre:
        reply = await centre.desk.open_by_hand("c1", NURSE, 1, unit_id=2, text="ringde")
        assert reply.ok
        assert reply.incident is not None
        it = reply.incident
        assert (it.owner, it.state, it.kind, it.subscriber_id, it.flags) == (
            NURSE,
            State.CLAIMED,
            Kind.ASSISTANCE,
            2,
            ("by_hand",),
        )
        again = await centre.desk.open_by_hand("c1", NURSE, 1, unit_id=2)
        assert again.incident is not None
        assert again.incident.id == it.id
        assert len(centre.ledger.signals) == 1
        joined = await centre.desk.open_by_hand("c2", OTHER, 1, subscriber_id=2)
        assert joined.incident is not None
        assert (joined.incident.id, joined.incident.owner, joined.incident.presses) == (it.id, NURSE, 2)


async def test_nobody_is_opened_for_nobody() -> None:
    async with running() as centre:
        assert (await centre.desk.open_by_hand("c1", NURSE, 1, unit_id=404)).code is DeskCode.UNKNOWN_SUBJECT
        assert (await centre.desk.open_by_hand("c1", NURSE, 1)).code is DeskCode.UNKNOWN_SUBJECT


async def test_an_unknown_sender_is_tied_to_a_person_who_has_nothing_open() -> None:
    async with running() as centre:
        unknown = signal(centre.clock, unit_id=None, subscriber_id=None, address="99")
        number = (await centre.take(unknown)).incident_id or 0
        other = await opened(centre)
        taken = await centre.desk.tie("c1", NURSE, number, 1)
        assert (taken.code, taken.other_incident) == (DeskCode.SUBJECT_TAKEN, other)
        tied = await centre.desk.tie("c2", NURSE, number, 3)
        assert tied.incident is not None
        assert tied.incident.subscriber_id == 3
        assert await opened(centre, 3) == number


async def test_an_absent_console_gives_back_what_it_had_claimed() -> None:
    async with running() as centre:
        centre.on_call[1] = [OnCall(3, "A", 1, ("push",))]
        one, two, three = [await opened(centre, n) for n in (1, 2, 3)]
        for n, number in enumerate((one, two)):
            await centre.desk.execute(f"c{n}", c.Claim(number, NURSE))
        await centre.desk.execute("d", c.Dispatch(two, NURSE))
        await centre.desk.execute("c9", c.Claim(three, OTHER))
        assert centre.desk.release_owner(NURSE, "absent") == 1
        await settle()
        assert centre.memory.open[one].state is State.WAITING
        assert centre.memory.open[one].returned
        assert centre.memory.open[two].owner == NURSE
        assert centre.memory.open[three].owner == OTHER
        told = [entry for entry in centre.ledger.entries if entry.what == "lease_expired"]
        assert told[0].detail == {"reason": "absent", "from": NURSE}


async def test_without_a_store_the_operator_hears_so() -> None:
    async with running() as centre:
        number = await opened(centre)
        centre.ledger.down = True
        assert (await centre.desk.execute("c1", c.Claim(number, NURSE))).code is DeskCode.UNAVAILABLE
        centre.ledger.down = False
        assert (await centre.desk.execute("c1", c.Claim(number, NURSE))).ok


async def test_a_command_whose_commit_was_lost_on_the_way_is_not_done_twice() -> None:
    async with running() as centre:
        number = await opened(centre)
        centre.ledger.commands["c1"] = f'{{"code": "ok", "incident": {number}}}'
        centre.memory.results.clear()
        centre.ledger.elsewhere([])
        assert (await centre.desk.execute("c1", c.Claim(number, NURSE))).ok
        assert centre.memory.open[number].owner == ""


async def test_a_stopping_centre_takes_no_command() -> None:
    async with running() as centre:
        number = await opened(centre)
        centre.commits.stop()
        assert (await centre.desk.execute("c1", c.Claim(number, NURSE))).code is DeskCode.UNAVAILABLE
