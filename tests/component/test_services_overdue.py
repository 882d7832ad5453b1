"""Promise 7: what cannot be stored is shown after two seconds and refused after five."""

from __future__ import annotations

import asyncio

from alarmd.domain.commands import Claim
from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Lane
from alarmd.services.desk_reply import DeskCode
from alarmd.services.overdue import MANY
from tests.fakes.loop import settle
from tests.fakes.services import running
from tests.fakes.signals import of_unit, signal


async def test_a_slow_disk_shows_the_row_and_takes_it_away_with_the_commit() -> None:
    async with running() as centre:
        centre.ledger.gate.clear()
        future = centre.intake.submit([signal(centre.clock)])
        await centre.clock.advance(2.3)
        assert len(centre.publisher.shown) == 1
        assert len(centre.publisher.shown[0]) == 1
        assert not future.done()
        centre.ledger.gate.set()
        await settle()
        assert future.result().verdict is Verdict.STORED
        assert centre.publisher.shown[-1] == ()
        assert len(centre.publisher.publications) == 1


async def test_what_waits_in_the_lane_behind_a_stuck_commit_is_shown_too() -> None:
    async with running() as centre:
        centre.ledger.gate.clear()
        centre.intake.submit([of_unit(1, centre.clock)])
        await centre.clock.advance(1)
        centre.intake.submit([of_unit(2, centre.clock)])
        await centre.clock.advance(2.3)
        assert [len(shown) for shown in centre.publisher.shown] == [1, 2]
        assert centre.counted("alarmd_oldest_unanswered_seconds") >= 3
        assert centre.counted("alarmd_lane_depth", lane="life_safety") == 1
        centre.ledger.gate.set()
        await centre.clock.advance(1)
        assert centre.counted("alarmd_oldest_unanswered_seconds") == 0
        assert centre.counted("alarmd_incidents_open", lane="life_safety", state="waiting") == 2


async def test_a_message_of_several_lanes_shows_only_its_alarm() -> None:
    async with running() as centre:
        centre.ledger.down = True
        press = signal(centre.clock)
        future = centre.intake.submit([signal(centre.clock, lane=Lane.TECHNICAL), press])
        await centre.clock.advance(6)
        assert future.result().verdict is Verdict.UNAVAILABLE
        assert centre.publisher.shown[-1] == (press,)


async def test_a_command_that_was_given_up_is_not_carried_out_later() -> None:
    async with running() as centre:
        receipt = await centre.take(signal(centre.clock))
        centre.ledger.gate.clear()
        centre.intake.submit([of_unit(2, centre.clock)])
        await settle()
        task = asyncio.ensure_future(centre.desk.execute("c1", Claim(receipt.incident_id or 0, "operator:1")))
        await centre.clock.advance(6)
        assert task.result().code is DeskCode.UNAVAILABLE
        centre.ledger.gate.set()
        await settle()
        assert centre.memory.open[receipt.incident_id or 0].owner == ""


async def test_in_an_overload_rows_are_made_four_times_a_second_at_most() -> None:
    async with running() as centre:
        centre.ledger.gate.clear()
        for number in range(MANY + 50):
            centre.intake.submit([of_unit(number, centre.clock)])
        await centre.clock.advance(2.3)
        already = len(centre.publisher.shown)
        for _ in range(20):
            centre.overdue.check()
        assert len(centre.publisher.shown) == already
        centre.ledger.gate.set()
        await centre.clock.advance(1)
        assert centre.publisher.shown[-1] == ()
