"""Poison, races, a store that goes away, and a cancellation at every moment of a commit."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alarmd.domain import commands as c
from alarmd.domain.incident import State
from alarmd.domain.ports import LedgerRefused, LedgerStale, LedgerUnavailable, Receipt, Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.services.desk_reply import DeskCode
from tests.fakes.loop import settle, turn
from tests.fakes.services import Centre, running
from tests.fakes.signals import battery, incident, of_unit, signal


async def test_a_poison_signal_among_a_hundred_costs_nobody_else_anything() -> None:
    async with running() as centre:
        centre.ledger.gate.clear()
        blocker = centre.intake.submit([of_unit(1, centre.clock)])
        await settle()
        poison = of_unit(50, centre.clock, label_sv="\x00", kind=Kind.FIRE, raw=b"\x00raw")
        centre.ledger.poison = lambda s: "\x00" in s.label_sv
        signals = [of_unit(n, centre.clock) if n != 50 else poison for n in range(2, 102)]
        futures = [centre.intake.submit([s]) for s in signals]
        centre.ledger.gate.set()
        await settle()
        assert all(future.result().verdict is Verdict.STORED for future in [blocker, *futures])
        stored, incident_id = centre.ledger.signals[poison.id]
        assert stored.raw == b"\x00raw"
        assert (stored.lane, stored.kind, stored.flags) == (Lane.LIFE_SAFETY, Kind.FIRE, {Flag.UNCLASSIFIED})
        assert centre.ledger.incidents[incident_id or 0].flags == ("unclassified",)
        assert len(centre.ledger.open_incidents()) == 101


async def test_what_the_store_refuses_in_every_form_is_shown_and_offered_again() -> None:
    async with running() as centre:
        press = signal(centre.clock)
        centre.ledger.poison = lambda s: s.id == press.id
        future = centre.intake.submit([press])
        await centre.clock.advance(6)
        assert future.result().verdict is Verdict.UNAVAILABLE
        assert [s.id for s in centre.publisher.shown[-1]] == [press.id]
        assert centre.counted("alarmd_broken_invariants_total", name="unstorable") == 1
        assert (await centre.take(of_unit(2, centre.clock))).durable
        centre.ledger.poison = lambda s: False
        await centre.clock.advance(31)
        assert press.id in centre.ledger.signals
        assert centre.publisher.shown[-1] == ()


async def test_stamps_that_the_store_refuses_do_not_hold_up_an_alarm() -> None:
    async with running() as centre:
        centre.intake.answered(12345, centre.clock.now())
        centre.ledger.failures = [LedgerRefused("stamps"), LedgerRefused("stamps")]
        assert (await centre.take(signal(centre.clock))).verdict is Verdict.STORED
        assert not centre.stamps


async def test_an_error_the_store_did_not_foresee_loses_nothing() -> None:
    async with running() as centre:
        centre.ledger.failures = [KeyError("bug")]
        assert (await centre.take(signal(centre.clock))).verdict is Verdict.STORED


async def test_two_presses_in_one_batch_are_one_incident() -> None:
    async with running() as centre:
        centre.ledger.gate.clear()
        first = centre.intake.submit([of_unit(2, centre.clock)])
        await settle()
        two = [centre.intake.submit([signal(centre.clock)]) for _ in range(2)]
        centre.ledger.gate.set()
        await settle()
        assert first.result().durable
        assert two[0].result().incident_id == two[1].result().incident_id
        assert [f.result().presses for f in two] == [1, 2]
        assert centre.ledger.commits == 2


async def test_the_store_goes_away_and_comes_back() -> None:
    async with running() as centre:
        await centre.take(signal(centre.clock))
        centre.ledger.down = True
        presses = [of_unit(n, centre.clock) for n in range(2, 5)]
        futures = [centre.intake.submit([press]) for press in presses]
        await centre.clock.advance(1.9)
        assert not centre.publisher.shown
        await centre.clock.advance(0.5)
        assert {s.id for s in centre.publisher.shown[-1]} == {press.id for press in presses}
        assert not any(future.done() for future in futures)
        centre.ledger.down = False
        await centre.clock.advance(1.1)
        assert all(future.result().verdict is Verdict.STORED for future in futures)
        assert centre.publisher.shown[-1] == ()
        assert not centre.overdue.is_showing
        assert centre.counted("alarmd_commit_failures_total", reason="unavailable") > 0


async def test_a_test_signal_is_never_shown_as_volatile() -> None:
    async with running() as centre:
        centre.ledger.down = True
        future = centre.intake.submit([signal(centre.clock, lane=Lane.TEST)])
        await centre.clock.advance(6)
        assert future.result().verdict is Verdict.UNAVAILABLE
        assert not centre.publisher.shown


async def test_another_node_was_first_with_the_same_message() -> None:
    async with running() as centre:
        press = signal(centre.clock)
        theirs = incident(id=77)
        centre.ledger.elsewhere([theirs], [(replace(press, id=70), 77)])
        receipt = await centre.take(press)
        assert (receipt.verdict, receipt.incident_id, receipt.first_id) == (Verdict.FOLDED, 77, 70)
        assert len(centre.ledger.open_incidents()) == 1
        assert centre.publisher.publications[-1].incidents == (theirs,)


async def test_a_press_races_with_a_closing_on_another_node() -> None:
    async with running() as centre:
        first = await centre.take(signal(centre.clock))
        it = centre.ledger.incidents[first.incident_id or 0]
        centre.ledger.elsewhere([replace(it, state=State.CLOSED, deadline_at=None)])
        second = await centre.take(signal(centre.clock))
        assert second.verdict is Verdict.STORED
        assert second.incident_id != first.incident_id
        assert second.presses == 1


async def test_a_press_and_a_close_in_one_batch() -> None:
    async with running() as centre:
        first = await centre.take(signal(centre.clock))
        number = first.incident_id or 0
        await centre.desk.execute("c1", c.Claim(number, "operator:1"))
        centre.ledger.gate.clear()
        blocker = centre.intake.submit([of_unit(3, centre.clock)])
        await settle()
        press = centre.intake.submit([signal(centre.clock)])
        close = asyncio.ensure_future(centre.desk.execute("c2", c.Close(number, "operator:1", c.Outcome.OTHER)))
        await settle()
        centre.ledger.gate.set()
        reply, receipt = await close, await press
        assert reply.ok
        assert blocker.result().durable
        assert receipt.incident_id != number
        assert centre.ledger.incidents[receipt.incident_id or 0].state is State.WAITING


async def test_a_close_that_has_not_seen_the_last_press_is_refused() -> None:
    async with running() as centre:
        first = await centre.take(signal(centre.clock))
        number = first.incident_id or 0
        await centre.desk.execute("c1", c.Claim(number, "operator:1"))
        await centre.take(signal(centre.clock))
        close = c.Close(number, "operator:1", c.Outcome.OTHER, seen_presses=1)
        assert (await centre.desk.execute("c2", close)).code is DeskCode.NEW_PRESS


async def test_memory_that_drifted_is_read_again() -> None:
    async with running() as centre:
        first = await centre.take(signal(centre.clock))
        number = first.incident_id or 0
        centre.ledger.incidents[number] = replace(centre.ledger.incidents[number], state=State.CLOSED)
        future = centre.intake.submit([signal(centre.clock)])
        await centre.clock.advance(10)
        assert future.done()
        again = await centre.take(signal(centre.clock))
        assert again.durable
        assert again.incident_id != number
        assert centre.counted("alarmd_broken_invariants_total", name="memory") == 1


async def test_a_lost_race_is_told_to_this_nodes_consoles_too() -> None:
    async with running() as centre:
        task = asyncio.ensure_future(centre.commits.follow())
        await settle()
        centre.ledger.elsewhere([incident(id=88)])
        await centre.clock.advance(0.6)
        assert centre.publisher.publications[-1].number == 1
        assert 88 in centre.memory.open
        centre.ledger.down = True
        await centre.clock.advance(1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("failure", [None, LedgerUnavailable("x"), LedgerStale("x"), LedgerRefused("x")])
@given(turns=st.integers(1, 12), again=st.integers(0, 6))
@settings(max_examples=15)
async def test_cancelled_around_a_commit_row_and_answer_agree(
    failure: Exception | None, turns: int, again: int
) -> None:
    centre = Centre()
    centre.ledger.failures = [failure] if failure is not None else []
    futures = [centre.intake.submit([of_unit(n, centre.clock)]) for n in range(1, 4)]
    task = asyncio.ensure_future(centre.commits.run())
    await turn(turns)
    task.cancel()
    await turn(again)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    receipts: list[Receipt] = [await asyncio.wait_for(future, 1) for future in futures]
    for receipt, number in zip(receipts, range(3), strict=True):
        assert receipt.durable == (list(centre.ledger.signals)[number : number + 1] != [])
        assert receipt.verdict in (Verdict.STORED, Verdict.UNAVAILABLE)
    assert all(s.verdict is receipts[0].verdict for s in receipts) or failure is not None


async def test_a_crash_of_the_loop_loses_nothing() -> None:
    centre = Centre()

    def crash(publication: object) -> None:
        raise RuntimeError("relay")

    whole, centre.publisher.publish = centre.publisher.publish, crash  # type: ignore[method-assign]
    first = centre.intake.submit([of_unit(1, centre.clock)])
    with pytest.raises(RuntimeError):
        await centre.commits.run()
    assert first.result().durable
    centre.publisher.publish = whole  # type: ignore[method-assign]
    second = centre.intake.submit([of_unit(2, centre.clock)])
    task = asyncio.ensure_future(centre.commits.run())
    assert (await second).durable
    assert centre.ledger.commits == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_is_published_is_what_was_committed() -> None:
    async with running() as centre:
        press = signal(centre.clock)
        receipt = await centre.take(press, battery(centre.clock))
        told = centre.publisher.publications[-1]
        assert (told.previous, told.number) == (0, 1)
        assert next((s.id, key) for s, key in told.signals) == (press.id, receipt.incident_id)
        assert {i.id for i in told.incidents} == set(centre.ledger.incidents)
        assert centre.counted("alarmd_signals_total", door="dc09", lane="technical", verdict="stored") == 1
        assert centre.counted("alarmd_stage_seconds_count", stage="durable") == 2
