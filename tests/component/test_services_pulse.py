"""Loop lag and clock steps are measured, told once and shown for a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest_asyncio

from alarmd.services.pulse import Pulse
from alarmd.telemetry import Telemetry
from tests.fakes.clock import ManualClock
from tests.fakes.loop import settle


class Beating:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.telemetry = Telemetry()
        self.told: list[tuple[str, Mapping[str, str]]] = []
        self.pulse = Pulse(self.clock, self.telemetry, lambda word, facts: self.told.append((word, facts)))


@pytest_asyncio.fixture
async def beating(no_task_left: None) -> AsyncIterator[Beating]:
    made = Beating()
    task = asyncio.create_task(made.pulse.run())
    await settle()
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_quiet_loop_has_nothing_to_tell(beating: Beating) -> None:
    await beating.clock.advance(10)
    assert beating.told == []
    assert beating.pulse.degraded() == []
    assert b"alarmd_loop_lag_seconds_count 40.0" in beating.telemetry.exposition()
    assert beating.pulse.last_beat_s == beating.clock.monotonic()


async def test_a_blocked_loop_is_told_once_and_shown_for_a_minute(beating: Beating) -> None:
    for _ in range(2):
        beating.clock.jump(2.0)
        await settle()
    assert [word for word, _ in beating.told] == ["loop_lag"]
    assert beating.pulse.degraded() == ["the loop was 1.8 s late within the last minute"]
    await beating.clock.advance(61)
    assert beating.pulse.degraded() == []


async def test_a_step_of_the_wall_clock_is_seen_in_both_directions(beating: Beating) -> None:
    for seconds in (3600.0, -7200.0):
        beating.clock.step(seconds)
        await beating.clock.advance(1)
    assert beating.told == [("clock_step", {"seconds": "+3600.0"}), ("clock_step", {"seconds": "-7200.0"})]
    assert beating.pulse.stepped_lately()
    assert b"alarmd_clock_steps_total 2.0" in beating.telemetry.exposition()
    await beating.clock.advance(601)
    assert not beating.pulse.stepped_lately()
