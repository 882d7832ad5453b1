"""Promises 1, 4 and 7 at the door of the ledger."""

from __future__ import annotations

import asyncio

from alarmd.config import Lanes as Sizes
from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Kind, Lane, RetrySpan
from tests.fakes.loop import settle
from tests.fakes.services import running
from tests.fakes.signals import battery, of_unit, signal


async def test_nothing_is_answered_before_it_is_durable() -> None:
    async with running() as centre:
        centre.ledger.gate.clear()
        future = centre.intake.submit([signal(centre.clock)])
        await settle()
        assert centre.ledger.held == 1
        assert not future.done()
        centre.ledger.gate.set()
        receipt = await future
        assert receipt.verdict is Verdict.STORED
        assert receipt.durable
        assert receipt.incident_id in centre.ledger.incidents
        assert receipt.presses == 1


async def test_a_second_press_counts_and_a_retransmission_does_not() -> None:
    async with running() as centre:
        first = signal(centre.clock)
        receipt = await centre.take(first)
        await centre.clock.advance(30)
        repeated = await centre.take(signal(centre.clock, message_key=first.message_key))
        assert (repeated.verdict, repeated.first_id, repeated.presses) == (Verdict.FOLDED, first.id, 1)
        second = await centre.take(signal(centre.clock))
        assert (second.verdict, second.incident_id, second.presses) == (Verdict.STORED, receipt.incident_id, 2)
        await centre.clock.advance(31)
        late = await centre.take(signal(centre.clock, message_key=first.message_key))
        assert (late.verdict, late.presses) == (Verdict.STORED, 3)
        await centre.clock.advance(2)
        assert centre.ledger.folds == {first.id: 1}
        assert centre.counted("alarmd_folds_total", door="dc09") == 1
        assert len(centre.ledger.open_incidents()) == 1


async def test_a_retransmission_waits_with_the_first_one_while_that_is_queued() -> None:
    async with running() as centre:
        centre.ledger.gate.clear()
        first = signal(centre.clock)
        futures = [centre.intake.submit([first]) for _ in range(3)]
        await settle()
        assert not any(future.done() for future in futures)
        futures[1].cancel()
        centre.ledger.gate.set()
        assert (await futures[0]).verdict is Verdict.STORED
        assert (await futures[2]).verdict is Verdict.FOLDED
        assert (await futures[2]).first_id == first.id
        assert len(centre.ledger.signals) == 1
        await centre.clock.advance(2)
        assert centre.ledger.folds == {first.id: 2}


async def test_scaips_span_stays_open_until_the_unit_has_answered() -> None:
    async with running() as centre:
        first = signal(centre.clock, retry=RetrySpan(60, from_answer=True))
        await centre.take(first)
        await centre.clock.advance(300)
        again = signal(centre.clock, message_key=first.message_key, retry=first.retry)
        assert (await centre.take(again)).verdict is Verdict.FOLDED
        centre.intake.answered(first.id, centre.clock.now())
        await centre.clock.advance(61)
        press = signal(centre.clock, message_key=first.message_key, retry=first.retry)
        assert (await centre.take(press)).verdict is Verdict.STORED
        assert first.id in centre.ledger.answered


async def test_all_signals_of_a_message_are_stored_together() -> None:
    async with running() as centre:
        one = signal(centre.clock)
        two = battery(centre.clock, message_key=f"{one.message_key}/2")
        receipt = await centre.take(one, two)
        assert centre.ledger.commits == 1
        assert set(centre.ledger.signals) == {one.id, two.id}
        assert centre.ledger.incidents[receipt.incident_id or 0].lane is Lane.LIFE_SAFETY


async def test_a_full_lane_says_busy_and_life_safety_is_still_taken() -> None:
    async with running(sizes=Sizes(test=3)) as centre:
        centre.ledger.gate.clear()
        held = centre.intake.submit([signal(centre.clock)])
        await settle()
        tests = [centre.intake.submit([signal(centre.clock, lane=Lane.TEST, kind=Kind.TEST)]) for _ in range(5)]
        press = centre.intake.submit([of_unit(2, centre.clock)])
        assert [f.done() and f.result().verdict is Verdict.BUSY for f in tests] == [False] * 3 + [True] * 2
        centre.ledger.gate.set()
        await settle()
        assert held.result().durable
        assert press.result().durable
        assert centre.counted("alarmd_shed_total", lane="test") == 2


async def test_tests_and_information_are_journalled_without_an_incident() -> None:
    async with running() as centre:
        receipt = await centre.take(signal(centre.clock, lane=Lane.INFORMATION, kind=Kind.INFORMATION))
        assert (receipt.verdict, receipt.incident_id) == (Verdict.STORED, None)
        assert not centre.publisher.publications


async def test_stamps_ride_with_the_next_batch_and_alone_after_a_second() -> None:
    async with running() as centre:
        first = signal(centre.clock)
        await centre.take(first)
        commits = centre.ledger.commits
        at = centre.clock.now()
        centre.intake.answered(first.id, at)
        centre.intake.painted([first.id], at)
        await settle()
        assert centre.ledger.commits == commits
        await centre.clock.advance(1.5)
        assert centre.ledger.commits == commits + 1
        assert centre.ledger.answered == centre.ledger.painted == {first.id: at}
        centre.intake.painted([first.id], centre.clock.now())
        await centre.take(of_unit(2, centre.clock))
        assert centre.ledger.commits == commits + 2


async def test_after_five_seconds_without_a_commit_the_sender_hears_so_and_the_signal_is_stored_later() -> None:
    async with running() as centre:
        centre.ledger.down = True
        press = signal(centre.clock)
        future = centre.intake.submit([press])
        await centre.clock.advance(4.9)
        assert not future.done()
        await centre.clock.advance(0.4)
        assert future.result().verdict is Verdict.UNAVAILABLE
        assert not future.result().durable
        again = centre.intake.submit([signal(centre.clock, message_key=press.message_key)])
        await settle()
        assert not again.done()
        centre.ledger.down = False
        await centre.clock.advance(2)
        assert again.result().verdict is Verdict.FOLDED
        assert list(centre.ledger.signals) == [press.id]
        assert len(centre.ledger.open_incidents()) == 1


async def test_after_a_restart_the_retry_span_goes_on() -> None:
    async with running() as centre:
        first = signal(centre.clock)
        await centre.take(first)
        clock, ledger = centre.clock, centre.ledger
    await clock.advance(20)
    async with running(clock=clock, ledger=ledger) as centre:
        again = await centre.take(signal(clock, message_key=first.message_key))
        assert (again.verdict, again.first_id, again.presses) == (Verdict.FOLDED, first.id, 1)
        assert (await centre.take(signal(clock))).presses == 2


async def test_a_stopping_centre_takes_nothing_and_writes_what_waits() -> None:
    async with running() as centre:
        centre.ledger.gate.clear()
        waiting = [centre.intake.submit([of_unit(n, centre.clock)]) for n in range(1, 4)]
        await settle()
        centre.commits.stop()
        refused = centre.intake.submit([signal(centre.clock)])
        assert refused.result().verdict is Verdict.UNAVAILABLE
        centre.ledger.gate.set()
        await asyncio.wait_for(centre.tasks[0], 1)
        assert all(future.result().durable for future in waiting)
