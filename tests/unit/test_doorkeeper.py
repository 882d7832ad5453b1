"""A door that cannot be opened is tried again, told about, and told good again."""

from __future__ import annotations

import asyncio
from functools import partial

from alarmd.domain.signal import Kind
from alarmd.doorkeeper import Doorkeeper, down_signal
from tests.fakes.centre import TestCentre
from tests.fakes.clock import ManualClock


class StuckDoor:
    name = "dc09"

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.addresses: dict[str, tuple[str, int]] = {}

    async def open(self) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("address in use")

    async def close(self) -> None:
        self.addresses = {}


async def test_a_door_that_stays_shut_is_a_technical_incident_until_it_opens() -> None:
    centre, clock = TestCentre(), ManualClock()
    ids = iter(range(1, 100))
    raise_down = partial(down_signal, clock=clock, tenant_id=1, new_id=lambda at: next(ids))
    keeper = Doorkeeper(StuckDoor(8), "dc09", clock, centre.telemetry, centre.intake, raise_down)
    task = asyncio.ensure_future(keeper.run())
    await clock.advance(9)
    assert centre.intake.signals == []
    await clock.advance(30)
    await task
    assert keeper.is_open
    assert [(s.kind, s.restore) for s in centre.intake.signals] == [(Kind.DOOR_DOWN, False), (Kind.DOOR_DOWN, True)]
    assert centre.intake.signals[0].subject == centre.intake.signals[1].subject
