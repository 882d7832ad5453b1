"""The fakes keep the promises that other tests lean on."""

from __future__ import annotations

import asyncio

import pytest

from alarmd.domain.ports import Batch, LedgerStale, LedgerUnavailable
from tests.fakes.clock import ManualClock
from tests.fakes.ledger import FakeLedger
from tests.fakes.loop import turn


async def test_the_clock_stops_at_each_deadline_on_the_way() -> None:
    clock = ManualClock()
    seen: list[float] = []

    async def tick() -> None:
        for _ in range(3):
            await clock.wait_until(clock.monotonic() + 1)
            seen.append(clock.monotonic())

    task = asyncio.ensure_future(tick())
    await clock.advance(10)
    await task
    assert seen == [1001, 1002, 1003]
    assert clock.monotonic() == 1010


async def test_a_doorbell_wakes_the_waiter() -> None:
    clock, bell = ManualClock(), asyncio.Event()
    waiting = asyncio.ensure_future(clock.wait_until(2000, bell))
    await turn()
    bell.set()
    assert await waiting is True
    assert not bell.is_set()
    assert await clock.wait_until(0) is False


async def test_the_ledger_fails_on_command() -> None:
    clock = ManualClock()
    ledger = FakeLedger(clock)
    ledger.down = True
    with pytest.raises(LedgerUnavailable):
        await ledger.commit(Batch(at=clock.now(), based_on=0))
    ledger.down = False
    ledger.elsewhere([])
    with pytest.raises(LedgerStale):
        await ledger.commit(Batch(at=clock.now(), based_on=0))
