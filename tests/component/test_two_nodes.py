"""Two nodes on one ledger, in a time moved by hand: one decides, and a kill misses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alarmd.domain import commands as c
from alarmd.domain.incident import State
from alarmd.services.register import OnCall
from tests.fakes.clock import ManualClock
from tests.fakes.lease import FakeLease
from tests.fakes.ledger import FakeLedger
from tests.fakes.loop import settle
from tests.fakes.services import Centre
from tests.fakes.signals import of_unit

NURSE = "operator:1"
ANNA, BO = OnCall(3, "A", 1, ("push",)), OnCall(4, "B", 1, ("mail",))


@asynccontextmanager
async def two_nodes() -> AsyncIterator[tuple[Centre, Centre]]:
    clock = ManualClock()
    ledger, lease = FakeLedger(clock), FakeLease(clock)
    nodes = [Centre(clock=clock, ledger=ledger, lease=lease, node=number) for number in (0, 1)]
    try:
        for node in nodes:
            node.on_call[1] = [ANNA, BO]
            await node.load()
            node.start()
            for loop in (node.commits.follow(0.2), node.duty.run()):
                node.tasks.append(asyncio.ensure_future(loop))
            await settle()
        yield nodes[0], nodes[1]
    finally:
        for node in nodes:
            await node.stop()


def words(node: Centre) -> list[str]:
    return [entry.what for entry in node.ledger.entries]


async def test_each_deadline_is_acted_on_once_whoever_heard_the_press() -> None:
    async with two_nodes() as (one, two):
        await one.take(of_unit(1, one.clock))
        await two.take(of_unit(2, two.clock))
        await one.clock.advance(95)
        assert words(one) == ["unanswered"] * 6
        assert (one.duty.is_ours, two.duty.is_ours) == (True, False)


async def test_when_the_deciding_node_is_killed_the_other_rings_within_ten_seconds_and_once() -> None:
    async with two_nodes() as (one, two):
        await two.take(of_unit(1, two.clock))
        await two.clock.advance(29)
        await one.stop()
        await two.clock.advance(0.9)
        assert words(two) == []
        await two.clock.advance(8)
        assert words(two) == ["unanswered"]
        await two.clock.advance(31)
        assert words(two) == ["unanswered"] * 2


async def test_a_call_out_goes_on_at_the_next_person_when_its_node_is_killed() -> None:
    async with two_nodes() as (one, two):
        number = (await two.take(of_unit(1, two.clock))).incident_id or 0
        await two.desk.execute("claim", c.Claim(number, NURSE))
        await two.desk.execute("dispatch", c.Dispatch(number, NURSE))
        await two.clock.advance(1)
        assert [notice.responder_id for notice in one.ledger.notices.values()] == [3]
        await one.stop()
        await two.clock.advance(69)
        assert [notice.responder_id for notice in two.ledger.notices.values()] == [3, 4]
        await two.clock.advance(70)
        assert two.memory.open[number].state is State.WAITING
        assert len(two.ledger.notices) == 2


async def test_when_both_believe_that_it_is_due_one_of_them_is_void() -> None:
    async with two_nodes() as (one, two):
        await one.take(of_unit(1, one.clock))
        await one.clock.advance(1)
        due = list(one.memory.open)
        assert due == list(two.memory.open)
        acting = asyncio.ensure_future(asyncio.wait([asyncio.ensure_future(n.escalate.act(due)) for n in (one, two)]))
        await one.clock.advance(1)
        assert acting.done()
        assert words(one) == ["unanswered"]


async def test_what_this_node_alone_knows_is_due_at_once_also_off_duty() -> None:
    async with two_nodes() as (one, two):
        number = (await two.take(of_unit(1, two.clock))).incident_id or 0
        await two.desk.execute("claim", c.Claim(number, NURSE))
        await two.desk.execute("dispatch", c.Dispatch(number, NURSE))
        await two.clock.advance(1)
        two.escalate.now(number)
        await two.clock.advance(0.01)
        assert [notice.responder_id for notice in one.ledger.notices.values()] == [3, 4]
