"""What waits is done in time, and never without end."""

from __future__ import annotations

import asyncio

from devices.mqtt.waiting import Waiting
from tests.fakes.clock import ManualClock


async def test_acts_come_when_they_are_due() -> None:
    clock, done = ManualClock(), list[str]()
    waiting = Waiting(clock, lambda: True)
    task = asyncio.ensure_future(waiting.run())
    for name, pause_s in (("late", 2.0), ("soon", 0.5)):
        waiting.later(pause_s, lambda name=name: done.append(name), is_urgent=False)  # type: ignore[misc]
    await clock.advance(1.0)
    assert done == ["soon"]
    await clock.advance(1.5)
    assert done == ["soon", "late"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_without_room_only_the_urgent_waits_and_the_rest_is_asked_for_again() -> None:
    clock, done = ManualClock(), list[str]()
    calm = False
    waiting = Waiting(clock, lambda: calm, most=1)
    assert waiting.later(1.0, lambda: done.append("first"), is_urgent=False)
    assert not waiting.later(1.0, lambda: done.append("let go"), is_urgent=False)
    assert waiting.later(1.0, lambda: done.append("urgent"), is_urgent=True)
    task = asyncio.ensure_future(waiting.run())
    await clock.advance(1.1)
    assert not task.done()
    calm = True
    waiting.look()
    await asyncio.wait_for(task, 1)
    assert done == ["first", "urgent"]
    assert not waiting.owes
