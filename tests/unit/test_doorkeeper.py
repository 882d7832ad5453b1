"""A door that cannot be opened is tried again, told about, and told good again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from alarmd.domain.signal import Kind
from alarmd.doorkeeper import Doorkeeper, down_signal
from tests.fakes.centre import TestCentre
from tests.fakes.clock import ManualClock


class StuckDoor:
    """Cannot be opened some times; then open until `lost` is set."""

    name = "dc09"

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.lost = asyncio.Event()
        self.opened = 0
        self.addresses: dict[str, tuple[str, int]] = {}

    async def open(self) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("address in use")
        self.opened += 1

    async def serve(self) -> None:
        await self.lost.wait()
        self.lost.clear()
        raise ConnectionError("the broker is away")

    async def close(self) -> None:
        self.addresses = {}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre()


@asynccontextmanager
async def kept(door: StuckDoor, centre: TestCentre, clock: ManualClock) -> AsyncIterator[Doorkeeper]:
    ids = iter(range(1, 100))
    raise_down = partial(down_signal, clock=clock, tenant_id=1, new_id=lambda at: next(ids))
    keeper = Doorkeeper(door, "dc09", clock, centre.telemetry, centre.intake, raise_down)
    task = asyncio.ensure_future(keeper.run())
    try:
        yield keeper
    finally:
        await keeper.close()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def told(centre: TestCentre) -> list[tuple[Kind, bool]]:
    return [(s.kind, s.restore) for s in centre.intake.signals]


async def test_a_door_that_stays_shut_is_a_technical_incident_until_it_opens(
    centre: TestCentre, clock: ManualClock
) -> None:
    async with kept(StuckDoor(8), centre, clock) as keeper:
        await clock.advance(7)
        assert told(centre) == []
        await clock.advance(30)
        assert keeper.is_open
        assert centre.telemetry.registry.get_sample_value("alarmd_door_up", {"door": "dc09"}) == 1
        assert told(centre) == [(Kind.DOOR_DOWN, False), (Kind.DOOR_DOWN, True)]
        assert centre.intake.signals[0].subject == centre.intake.signals[1].subject


async def test_a_lost_door_is_opened_again_and_a_short_loss_tells_nobody(
    centre: TestCentre, clock: ManualClock
) -> None:
    door = StuckDoor(0)
    async with kept(door, centre, clock) as keeper:
        await clock.advance(60)
        door.lost.set()
        await clock.advance(0.1)
        assert not keeper.is_open
        assert centre.telemetry.registry.get_sample_value("alarmd_door_up", {"door": "dc09"}) == 0
        await clock.advance(3)
        assert keeper.is_open
        assert told(centre) == []


async def test_a_lost_door_that_stays_lost_is_told_within_ten_seconds(centre: TestCentre, clock: ManualClock) -> None:
    door = StuckDoor(0)
    async with kept(door, centre, clock):
        await clock.advance(60)
        door.failures = 6
        door.lost.set()
        await clock.advance(10)
        assert told(centre) == [(Kind.DOOR_DOWN, False)]
        await clock.advance(10)
        assert told(centre) == [(Kind.DOOR_DOWN, False), (Kind.DOOR_DOWN, True)]


async def test_a_door_that_opens_and_is_lost_at_once_again_and_again_is_told(
    centre: TestCentre, clock: ManualClock
) -> None:
    door = StuckDoor(0)
    async with kept(door, centre, clock):
        await clock.advance(60)
        for _ in range(6):
            door.lost.set()
            await clock.advance(2.5)
        assert (Kind.DOOR_DOWN, False) in told(centre)


async def test_a_door_shut_for_good_is_not_opened_again(centre: TestCentre, clock: ManualClock) -> None:
    door = StuckDoor(0)
    async with kept(door, centre, clock) as keeper:
        await clock.advance(60)
        await keeper.close()
        door.lost.set()
        await clock.advance(60)
        assert door.opened == 1
        assert told(centre) == []
