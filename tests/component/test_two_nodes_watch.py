"""Promise 6 with two nodes: what one has heard keeps the other from calling the unit lost, and a kill blames nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alarmd.domain.ids import IdMaker
from alarmd.domain.outage import Standing, standing
from alarmd.domain.signal import Kind
from alarmd.services.watch import Watch
from tests.fakes.clock import ManualClock
from tests.fakes.contacts import FakeContacts
from tests.fakes.lease import FakeLease
from tests.fakes.ledger import FakeLedger
from tests.fakes.loop import settle
from tests.fakes.services import Centre


class Node:
    """A centre with its watch on a store that it shares. Units beat each 30 s; 60 s with 30 s grace is late."""

    def __init__(self, clock: ManualClock, ledger: FakeLedger, lease: FakeLease, contacts: FakeContacts) -> None:
        self.clock, self.contacts = clock, contacts
        self.centre = Centre(clock=clock, ledger=ledger, lease=lease, node=contacts.node)
        self.watch = Watch(
            units=self.centre.units,
            contacts=contacts,
            duty=self.centre.duty,
            intake=self.centre.intake,
            memory=self.centre.memory,
            clock=clock,
            new_id=IdMaker(contacts.node + 8),
            telemetry=self.centre.telemetry,
            doors_up=lambda: {"dc09"},
            outage_of=self.outage_of,
        )

    async def outage_of(self, incident_id: int) -> Standing:
        """What the store would read."""
        signals = self.centre.ledger.signals.values()
        return standing(signal for signal, of_incident in signals if of_incident == incident_id)

    async def start(self) -> None:
        await self.centre.load()
        await self.watch.load()
        self.centre.start(overdue=False)
        loops = (self.centre.commits.follow(0.5), self.centre.duty.run(), self.watch.run(), self.watch.keep())
        self.centre.tasks.extend(asyncio.ensure_future(loop) for loop in loops)
        await settle()

    async def kill(self) -> None:
        """Nothing is saved, nothing is let go."""
        await self.centre.stop()

    @property
    def lost(self) -> list[int | None]:
        return [i.unit_id for i in self.centre.memory.open.values() if i.kind is Kind.LOST]

    def state(self, unit_id: int) -> str:
        found = self.watch.of(unit_id)
        return "" if found is None else found.state


@asynccontextmanager
async def two_nodes() -> AsyncIterator[tuple[Node, Node]]:
    clock = ManualClock()
    ledger, lease, contacts = FakeLedger(clock), FakeLease(clock), FakeContacts()
    nodes = [Node(clock, ledger, lease, one) for one in (contacts, FakeContacts(1, contacts))]
    try:
        for node in nodes:
            await node.start()
        yield nodes[0], nodes[1]
    finally:
        for node in nodes:
            await node.kill()


async def live(seconds: float, *beating: tuple[Node, int]) -> None:
    """Time passes while these units beat each 30 s at these nodes."""
    clock = beating[0][0].clock
    for _ in range(int(seconds / 30)):
        for node, unit_id in beating:
            node.watch.beat(unit_id)
        await clock.advance(30)


async def test_units_at_either_node_are_alive_on_both_and_a_silent_one_is_told_once() -> None:
    async with two_nodes() as (one, two):
        assert (one.centre.duty.is_ours, two.centre.duty.is_ours) == (True, False)
        await live(60, (one, 1), (two, 2), (two, 3))
        await live(600, (one, 1), (two, 2))
        assert one.lost == two.lost == [3]
        assert len(one.centre.ledger.signals) == 1
        for node in (one, two):
            assert [node.state(n) for n in (1, 2, 3, 4)] == ["healthy", "healthy", "lost", "awaiting_first"]
            assert node.watch.silent() == [3]
        await live(120, (two, 3), (one, 1), (two, 2))
        assert one.lost == two.lost == []
        assert one.centre.ledger.entries[-1].what == "restored"
        assert len(one.centre.ledger.signals) == 2


async def test_the_follower_shows_when_a_unit_was_last_heard_elsewhere() -> None:
    async with two_nodes() as (one, two):
        await live(30, (one, 1))
        await one.clock.advance(10)
        one.watch.beat(1)
        await one.clock.advance(10.1)
        here, there = one.watch.of(1), two.watch.of(1)
        assert here is not None
        assert there is not None
        assert here.last_contact == there.last_contact is not None


async def test_when_the_deciding_node_is_killed_nobody_is_blamed_and_the_dead_one_is_still_found() -> None:
    async with two_nodes() as (one, two):
        await live(60, (one, 1), (one, 2), (two, 3), (two, 4))
        await live(60, (one, 1), (one, 2), (two, 3))
        await one.kill()
        killed_s = two.clock.monotonic()
        await live(90, (two, 1), (two, 3))
        assert two.centre.duty.is_ours
        assert 1 not in two.lost, "it came over within its time"
        assert 2 not in two.lost, "its beats fell due while its door was away: one more interval"
        while 4 not in two.lost:
            assert two.clock.monotonic() - killed_s < 200
            await live(30, (two, 1), (two, 3))
        while 2 not in two.lost:
            assert two.clock.monotonic() - killed_s < 600, (
                "it found its way to no door, though one listened long enough"
            )
            await live(30, (two, 1), (two, 3))
        assert sorted(key or 0 for key in two.lost) == [2, 4]
        assert len(two.centre.ledger.signals) == 2


async def test_a_node_that_takes_over_tells_what_the_dead_one_had_seen_and_not_told() -> None:
    async with two_nodes() as (one, two):
        await live(30, (one, 1), (two, 2))
        one.centre.lanes.closed = True
        await live(240, (two, 2))
        assert (one.state(1), two.state(1)) == ("lost", "lost")
        assert one.centre.ledger.signals == {}, "the loss of 1 never came to the disk"
        await one.kill()
        await live(60, (two, 2))
        assert two.lost == [1]
        assert len(two.centre.ledger.signals) == 1


async def test_a_return_that_only_the_follower_has_heard_closes_the_incident() -> None:
    async with two_nodes() as (one, two):
        await live(30, (one, 1), (two, 2))
        await live(240, (two, 2))
        assert one.lost == [1]
        await one.kill()
        for _ in range(3):
            two.watch.beat(1)
            await two.clock.advance(1)
        assert not two.centre.duty.is_ours, "all three beats come before anybody decides"
        await live(90, (two, 2), (two, 1))
        assert two.lost == []


async def test_both_nodes_telling_of_one_loss_is_one_signal() -> None:
    async with two_nodes() as (one, two):
        await live(30, (one, 1), (two, 2))
        await live(120, (two, 2))
        one.centre.ledger.gate.clear()
        while not one.centre.ledger.held:
            await live(30, (two, 2))
        one.centre.duty._until_s = two.centre.duty._until_s = float("inf")
        two.centre.duty.gains += 1
        await two.clock.advance(3)
        one.centre.ledger.gate.set()
        await two.clock.advance(3)
        assert one.lost == two.lost == [1]
        assert len(one.centre.ledger.signals) == 1, "told twice, stored once"


async def test_while_the_others_cannot_be_asked_nobody_is_judged() -> None:
    async with two_nodes() as (one, two):
        await live(60, (one, 1), (two, 2))
        one.contacts.down = True
        await live(600, (one, 1), (two, 2))
        assert one.lost == []
        one.contacts.down = False
        await live(60, (one, 1), (two, 2))
        assert one.lost == []
        assert one.state(2) == "healthy"
