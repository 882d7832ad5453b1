"""One loop's crash is its own affair, and stopping takes every rung."""

from __future__ import annotations

import asyncio
import gc

from alarmd.domain.ports import Doorbell
from alarmd.runtime import Rung, Runtime, keep_out_of_collections, run
from alarmd.system_clock import SystemClock
from alarmd.telemetry import Telemetry
from tests.fakes.loop import turn


class QuickClock(SystemClock):
    async def wait_until(self, deadline_s: float, doorbell: Doorbell | None = None) -> bool:
        await turn()
        return False


async def test_a_crashed_loop_starts_again_and_leaves_the_others_alone() -> None:
    telemetry = Telemetry()
    runtime = Runtime(QuickClock(), telemetry)
    tries = 0
    done = asyncio.Event()

    async def shaky() -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise RuntimeError("broken")
        done.set()

    async def steady() -> None:
        await asyncio.Event().wait()

    runtime.start("shaky", shaky)
    runtime.start("steady", steady)
    await asyncio.wait_for(done.wait(), 2)
    assert telemetry.registry.get_sample_value("alarmd_task_restarts_total", {"task": "shaky"}) == 2
    assert telemetry.registry.get_sample_value("alarmd_task_restarts_total", {"task": "steady"}) is None
    await runtime.cancel()


async def test_every_rung_is_taken_even_after_one_that_fails_or_hangs() -> None:
    taken: list[str] = []

    async def fails() -> None:
        raise RuntimeError("no")

    async def hangs() -> None:
        await asyncio.Event().wait()

    async def works() -> None:
        taken.append("works")

    ladder = [Rung("fails", fails), Rung("hangs", hangs, 0.05), Rung("works", works)]
    await Runtime(SystemClock(), Telemetry()).climb_down(ladder)
    assert taken == ["works"]


def test_nothing_is_collected_until_the_daemon_is_ready() -> None:
    seen = []
    before = gc.get_threshold()

    async def main() -> int:
        seen.append(gc.isenabled())
        keep_out_of_collections()
        seen.append(gc.isenabled())
        return 0

    try:
        assert run(main) == 0
        assert seen == [False, True]
        assert gc.get_freeze_count() > 0
    finally:
        gc.set_threshold(*before)
