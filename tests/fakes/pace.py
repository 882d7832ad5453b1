"""Real seconds, for what only they can give: load offered at a rate, and news of a program that cannot call us.

Tests that assert within one process wait on `tests.fakes.loop` instead.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from alarmd.system_clock import SystemClock

ASK_EVERY_S = 0.02


async def pause(seconds: float) -> None:
    """Let so many seconds pass before the next piece of load."""
    clock = SystemClock()
    await clock.wait_until(clock.monotonic() + seconds)


def hold(seconds: float) -> None:
    """Let so many seconds pass in a program without a loop."""
    threading.Event().wait(seconds)


async def asked(true: Callable[[], object], patience_s: float = 10.0) -> bool:
    """Whether `true()` comes to hold when another program is asked again and again; False when its patience ends."""
    clock = SystemClock()
    ends = clock.monotonic() + patience_s
    while not true():
        if clock.monotonic() > ends:
            return False
        await pause(ASK_EVERY_S)
    return True
