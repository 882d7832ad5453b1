"""Loop, supervised tasks, process signals and the shutdown ladder."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import uvloop

from alarmd.domain.ports import Clock
from alarmd.telemetry import Telemetry

log = logging.getLogger(__name__)

Loop = Callable[[], Awaitable[None]]

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 30.0
CALM_AFTER_S = 60.0
SHUTDOWN_S = 10.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the shutdown ladder: a name for the log, what to do, and how long it may take."""

    name: str
    act: Callable[[], Awaitable[object]]
    seconds: float = 2.0


class Runtime:
    """Runs loops one by one: a crash restarts the one and leaves the others alone."""

    def __init__(self, clock: Clock, telemetry: Telemetry) -> None:
        self._clock = clock
        self._telemetry = telemetry
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.stopping = asyncio.Event()

    def start(self, name: str, loop: Loop) -> None:
        """Run `loop` under supervision until `cancel` or the end; a normal return ends it for good."""
        self._tasks[name] = asyncio.create_task(self.supervised(name, loop), name=name)

    async def supervised(self, name: str, loop: Loop) -> None:
        """Run one loop, restarting it after a crash with a pause of 0.1 s that doubles up to 30 s."""
        pause = FIRST_PAUSE_S
        while True:
            began = self._clock.monotonic()
            try:
                await loop()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("task %s crashed; it starts again in %.1f s", name, pause)
                self._telemetry.restarts.labels(name).inc()
                if self._clock.monotonic() - began > CALM_AFTER_S:
                    pause = FIRST_PAUSE_S
                await self._clock.wait_until(self._clock.monotonic() + pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
            else:
                return

    async def cancel(self, *names: str) -> None:
        """Cancel the named loops (all when none is named) once, and wait for their end."""
        tasks = [self._tasks.pop(name) for name in (names or tuple(self._tasks)) if name in self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def join(self, *names: str) -> None:
        """Wait until the named loops have ended by themselves."""
        await asyncio.gather(*(self._tasks[name] for name in names if name in self._tasks), return_exceptions=True)

    def own_signals(self) -> None:
        """SIGTERM and SIGINT ask for an orderly stop; nobody else may take them."""
        running = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            running.add_signal_handler(number, self.stopping.set)

    async def climb_down(self, ladder: Sequence[Rung]) -> None:
        """Take the rungs in order; a rung that fails or is slow is logged and the next one is taken."""
        ends = self._clock.monotonic() + SHUTDOWN_S
        for rung in ladder:
            left = max(0.1, min(rung.seconds, ends - self._clock.monotonic()))
            try:
                async with asyncio.timeout(left):
                    await rung.act()
            except TimeoutError:
                log.warning("stopping: %s took longer than %.1f s and was left", rung.name, left)
            except Exception:
                log.exception("stopping: %s failed", rung.name)


YOUNG_OLD_OLDEST = (20_000, 50, 100)
"""When the collector looks. At the young soon, since an alarm waits for a look to end, yet not so soon
that it meets those that are still under way again and again. At the old
seldom, since what an alarm leaves behind (its incident, its key) is no litter."""


def keep_out_of_collections() -> None:
    """What was made at start (units, open incidents) stays: the garbage collector need not walk it, now or ever."""
    gc.freeze()
    gc.enable()


def run(main: Callable[[], Awaitable[int]]) -> int:
    """Run the program on uvloop; the exit status is returned.

    Nothing is collected before it calls `keep_out_of_collections`: a start makes a million things and leaves no litter.
    """
    gc.disable()
    gc.set_threshold(*YOUNG_OLD_OLDEST)

    async def whole() -> int:
        return await main()

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(whole())
    finally:
        gc.enable()


def set_up_logging(level: str) -> None:
    """Plain lines on stderr, which systemd's journal stamps; never a person, never a secret."""
    logging.basicConfig(
        stream=sys.stderr, level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    logging.getLogger("asyncio").setLevel(logging.WARNING)
