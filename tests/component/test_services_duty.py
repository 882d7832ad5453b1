"""One node decides; when it is gone another does soon, and never two at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from alarmd.services.duty import LEASE_S, RENEW_S, Duty, Holder
from alarmd.telemetry import Telemetry
from tests.fakes.clock import ManualClock
from tests.fakes.lease import FakeLease
from tests.fakes.loop import settle


class Node:
    def __init__(self, clock: ManualClock, lease: FakeLease, number: int, run: str = "") -> None:
        self.telemetry = Telemetry()
        self.duty = Duty(clock, self.telemetry, lease, Holder(run or f"run-{number}", number))
        self.task = asyncio.ensure_future(self.duty.run())
        self.rung: list[float] = []
        self.duty.when_gained(lambda: self.rung.append(clock.monotonic()))

    async def kill(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@asynccontextmanager
async def two() -> AsyncIterator[tuple[ManualClock, FakeLease, Node, Node]]:
    clock = ManualClock()
    lease = FakeLease(clock)
    nodes = (Node(clock, lease, 0), Node(clock, lease, 1))
    await settle()
    try:
        yield clock, lease, *nodes
    finally:
        for node in nodes:
            await node.kill()


async def test_alone_it_is_always_ours_and_nobody_is_asked() -> None:
    clock, telemetry = ManualClock(), Telemetry()
    duty = Duty(clock, telemetry)
    assert (duty.is_ours, duty.gains) == (True, 1)
    await duty.ask()
    await duty.leave()
    clock.jump(1e9)
    assert duty.is_ours
    assert telemetry.registry.get_sample_value("alarmd_on_duty") == 1.0


async def test_the_first_keeps_it_as_long_as_it_lives() -> None:
    async with two() as (clock, _, one, other):
        for _ in range(100):
            await clock.advance(1)
            assert one.duty.is_ours
            assert not other.duty.is_ours
        assert (one.duty.gains, other.duty.gains) == (1, 0)
        assert other.telemetry.registry.get_sample_value("alarmd_on_duty") == 0.0


async def test_a_killed_node_is_replaced_within_ten_seconds_and_two_never_hold_it() -> None:
    async with two() as (clock, _, one, other):
        await clock.advance(100)
        await one.kill()
        killed_s = clock.monotonic()
        while not other.duty.is_ours:
            assert clock.monotonic() - killed_s < 10
            await clock.advance(0.1)
        assert not one.duty.is_ours, "it must have stopped believing before another begins"
        assert clock.monotonic() - killed_s <= LEASE_S + RENEW_S + 0.2
        assert len(other.rung) == 1


async def test_a_node_that_stops_in_good_order_is_replaced_at_once() -> None:
    async with two() as (clock, _, one, other):
        await one.duty.leave()
        assert not one.duty.is_ours
        await clock.advance(RENEW_S)
        assert other.duty.is_ours
        await clock.advance(60)
        assert not one.duty.is_ours


async def test_a_store_that_is_away_takes_the_duty_from_everybody_and_gives_it_back() -> None:
    async with two() as (clock, lease, one, other):
        lease.down = True
        await clock.advance(60)
        assert not one.duty.is_ours
        assert not other.duty.is_ours
        await one.duty.leave()
        lease.down = False
        await clock.advance(RENEW_S)
        assert other.duty.is_ours


async def test_a_second_daemon_with_the_same_number_is_named_and_a_restart_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    async with two() as (clock, lease, one, _):
        again = Node(clock, lease, 0, "run-again")
        await clock.advance(LEASE_S)
        assert not caplog.messages
        await clock.advance(3 * LEASE_S)
        await again.kill()
        assert any("node = 0" in message for message in caplog.messages)
        caplog.clear()
        await one.kill()
        reborn = Node(clock, lease, 0, "run-reborn")
        await clock.advance(4 * LEASE_S)
        await reborn.kill()
        assert not caplog.messages
