"""The loop that tests run on, and the only ways in which they wait: for a condition, or until nothing is left to do.

What a condition looks at can only change in a turn of the loop: in a callback, by bytes that came, by a timer, or by a
thread that called in. So the selector, which the loop asks at the end of every turn, is the one place where "has it
come true?" must be asked, and where "nothing is left to do" is known. Nobody sleeps and looks again.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any

Condition = Callable[[], object]


class Turns(selectors.DefaultSelector):
    """A selector that tells who waits for a condition, and who waits for the loop to rest."""

    def __init__(self) -> None:
        super().__init__()
        self.hoping: dict[asyncio.Future[None], Condition] = {}
        self.resting: list[asyncio.Future[None]] = []

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for bytes as any selector; called once in every turn, before the loop would wait."""
        if sum(_came_true(*waiting) for waiting in self.hoping.items()):
            timeout = 0
        if not self.resting or timeout == 0:
            return super().select(timeout)
        ready = super().select(0)
        if not ready:
            for resting in self.resting:
                _fulfil(resting)
            self.resting.clear()
        return ready


def new_loop() -> asyncio.AbstractEventLoop:
    """The standard loop on a selector of ours."""
    return asyncio.SelectorEventLoop(Turns())


async def until(condition: Condition, seconds: float = 5.0) -> None:
    """Return in the turn in which the condition has come true.

    Raises:
        AssertionError: it did not, in so many seconds.
    """
    if condition():
        return
    loop = asyncio.get_running_loop()
    came = loop.create_future()
    hoping = _turns(loop).hoping
    hoping[came] = partial(copy_context().run, condition)
    try:
        async with asyncio.timeout(seconds):
            await came
    except TimeoutError:
        raise AssertionError(f"it did not come true in {seconds:g} s") from None
    finally:
        del hoping[came]


async def settle() -> None:
    """Return when nothing is left to do: no callback is due, no bytes have come. Timers and threads may still run."""
    loop = asyncio.get_running_loop()
    rest = loop.create_future()
    _turns(loop).resting.append(rest)
    await rest


async def turn(times: int = 1) -> None:
    """Let everything that is ready have one turn, or so many, and no more."""
    for _ in range(times):
        await asyncio.sleep(0)


def _came_true(came: asyncio.Future[None], condition: Condition) -> bool:
    if came.done():
        return True
    try:
        if not condition():
            return False
    except Exception as error:  # noqa: BLE001 - it belongs to the test that asked
        came.set_exception(error)
        return True
    came.set_result(None)
    return True


def _fulfil(waiting: asyncio.Future[None]) -> None:
    with suppress(asyncio.InvalidStateError):
        waiting.set_result(None)


def _turns(loop: asyncio.AbstractEventLoop) -> Turns:
    selector: Any = loop._selector  # type: ignore[attr-defined]
    assert isinstance(selector, Turns), "a test that makes its own loop takes it from tests.fakes.loop.new_loop"
    return selector
