"""A console that stays away ten seconds loses its claims; one that comes back in time loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import pytest_asyncio

from alarmd.domain.ports import LedgerUnavailable
from alarmd.services.duty import Duty, Holder
from alarmd.services.presence import ABSENT_S, NOTE_S, SURE_S, Presence
from alarmd.telemetry import Telemetry
from tests.fakes.clock import ManualClock, settle
from tests.fakes.lease import FakeLease


class Released(list[tuple[str, str]]):
    def __call__(self, operator: str, reason: str) -> int:
        self.append((operator, reason))
        return 1


class Watched:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.released = Released()
        self.presence = Presence(self.clock, self.released, Duty(self.clock, Telemetry()))


@pytest_asyncio.fixture
async def watched(no_task_left: None) -> AsyncIterator[Watched]:
    made = Watched()
    task = asyncio.create_task(made.presence.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_absence_counts_from_when_it_was_last_heard(watched: Watched) -> None:
    watched.presence.arrived("operator:7")
    await watched.clock.advance(4)
    watched.presence.left("operator:7", watched.clock.monotonic() - 4)
    await watched.clock.advance(5.9)
    assert watched.released == []
    await watched.clock.advance(0.2)
    assert watched.released == [("operator:7", "console_absent")]
    await watched.clock.advance(60)
    assert len(watched.released) == 1


async def test_coming_back_in_time_keeps_everything(watched: Watched) -> None:
    watched.presence.arrived("operator:7")
    watched.presence.left("operator:7", watched.clock.monotonic())
    await watched.clock.advance(ABSENT_S - 0.1)
    watched.presence.arrived("operator:7")
    await watched.clock.advance(60)
    assert watched.released == []
    assert watched.presence.is_here("operator:7")


async def test_the_last_console_of_an_operator_counts(watched: Watched) -> None:
    watched.presence.arrived("operator:7")
    watched.presence.arrived("operator:7")
    watched.presence.left("operator:7", watched.clock.monotonic())
    await watched.clock.advance(60)
    assert watched.released == []


async def test_everybody_who_is_due_is_released(watched: Watched) -> None:
    for operator in ("operator:7", "operator:8"):
        watched.presence.arrived(operator)
        watched.presence.left(operator, watched.clock.monotonic())
    await watched.clock.advance(11)
    assert {operator for operator, _ in watched.released} == {"operator:7", "operator:8"}


class Everywhere:
    """Implements `PresenceStore` for one node on what all nodes share."""

    def __init__(self, clock: ManualClock, node: int, beside: Everywhere | None = None) -> None:
        self._clock, self._node, self.down = clock, node, False
        self.heard_at: dict[tuple[str, int], float] = {} if beside is None else beside.heard_at

    async def note(self, heard_s: Mapping[str, float]) -> None:
        self._need()
        self.heard_at |= {(who, self._node): self._clock.monotonic() - ago for who, ago in heard_s.items()}

    async def absent(self, for_s: float) -> Sequence[str]:
        self._need()
        last: dict[str, float] = {}
        for (who, _), at in self.heard_at.items():
            last[who] = max(at, last.get(who, at))
        return [who for who, at in last.items() if at <= self._clock.monotonic() - for_s]

    async def forget(self, operators: Sequence[str], for_s: float) -> None:
        for key in [key for key in self.heard_at if key[0] in operators]:
            del self.heard_at[key]

    def _need(self) -> None:
        if self.down:
            raise LedgerUnavailable("away")


class SharedNode:
    def __init__(self, clock: ManualClock, lease: FakeLease, store: Everywhere, number: int) -> None:
        self.store, self.released = store, Released()
        self.duty = Duty(clock, Telemetry(), lease, Holder(f"run-{number}", number))
        self.presence = Presence(clock, self.released, self.duty, store)
        self.tasks = [asyncio.ensure_future(loop()) for loop in (self.duty.run, self.presence.run)]

    async def kill(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


@asynccontextmanager
async def two_nodes() -> AsyncIterator[tuple[ManualClock, SharedNode, SharedNode]]:
    clock = ManualClock()
    lease, store = FakeLease(clock), Everywhere(clock, 0)
    nodes = [SharedNode(clock, lease, one, n) for n, one in enumerate((store, Everywhere(clock, 1, store)))]
    await settle()
    await clock.advance(SURE_S + NOTE_S)
    try:
        yield clock, nodes[0], nodes[1]
    finally:
        for node in nodes:
            await node.kill()


async def test_a_console_that_moves_to_the_other_node_keeps_its_claims() -> None:
    async with two_nodes() as (clock, one, two):
        one.presence.arrived("operator:7")
        await clock.advance(30)
        one.presence.left("operator:7", clock.monotonic() - 3)
        await clock.advance(6)
        two.presence.arrived("operator:7")
        await clock.advance(60)
        two.presence.left("operator:7", clock.monotonic())
        await clock.advance(9)
        assert one.released == two.released == []
        await clock.advance(1 + NOTE_S)
        assert one.released == [("operator:7", "console_absent")]
        await clock.advance(60)
        assert two.released == []
        assert len(one.released) == 1


async def test_whoever_hung_on_a_killed_node_and_stays_away_loses_its_claims_too() -> None:
    async with two_nodes() as (clock, one, two):
        for operator in ("operator:7", "operator:8"):
            one.presence.arrived(operator)
        await clock.advance(NOTE_S)
        await one.kill()
        await clock.advance(5)
        two.presence.arrived("operator:8")
        await clock.advance(15)
        assert two.released == [("operator:7", "console_absent")]


async def test_while_the_store_is_away_and_a_little_longer_nobody_is_released() -> None:
    async with two_nodes() as (clock, one, two):
        one.presence.arrived("operator:7")
        two.presence.arrived("operator:8")
        await clock.advance(NOTE_S)
        one.store.down = two.store.down = True
        await clock.advance(60)
        one.store.down = False
        await clock.advance(NOTE_S - 1)
        two.store.down = False
        await clock.advance(60)
        assert one.released == two.released == []
