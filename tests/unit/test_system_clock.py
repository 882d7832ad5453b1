"""The clock port on the machine's time, and the clock that tests move."""

from __future__ import annotations

import asyncio

import pytest

from alarmd.system_clock import MovableClock, SystemClock
from tests.fakes.loop import turn


async def test_a_deadline_in_the_past_returns_at_once() -> None:
    clock = SystemClock()
    assert await clock.wait_until(clock.monotonic() - 1) is False


async def test_a_doorbell_wakes_before_the_deadline_and_is_cleared() -> None:
    for clock in (SystemClock(), MovableClock()):
        bell = asyncio.Event()
        bell.set()
        assert await clock.wait_until(clock.monotonic() + 60, bell) is True
        assert not bell.is_set()


async def test_moving_the_clock_wakes_who_waits_for_it() -> None:
    clock = MovableClock()
    before = clock.now()
    waiter = asyncio.ensure_future(clock.wait_until(clock.monotonic() + 3600))
    await turn()
    clock.advance(1800)
    await turn()
    assert not waiter.done()
    clock.advance(1801)
    assert await waiter is False
    assert (clock.now() - before).total_seconds() >= 3601


async def test_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="cannot go back"):
        MovableClock().advance(-1)
