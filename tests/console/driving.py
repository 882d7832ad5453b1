"""Drives the real console by keyboard against a scripted feed, and reads what stands on its screen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from textual.pilot import Pilot

from console.app import ConsoleApp
from console.config import Settings
from tests.fakes.feed_people import NOON
from tests.fakes.feed_server import FeedServer

SMALL, LARGE = (80, 24), (140, 40)


class HandClock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.wall_ms = NOON
        self.steady_s = 1000.0

    def now_ms(self) -> int:
        return self.wall_ms

    def monotonic(self) -> float:
        return self.steady_s

    def pass_s(self, seconds: float) -> None:
        self.wall_ms += int(seconds * 1000)
        self.steady_s += seconds


class Driven:
    """A running console: press keys, wait for something to hold, read the screen."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[None], clock: HandClock, bells: list[int]) -> None:
        self.app, self.pilot, self.clock, self.bells = app, pilot, clock, bells

    @property
    def text(self) -> str:
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def message(self) -> str:
        from console.widgets.notices import MessageLine

        return self.app._board_screen.query_one(MessageLine).text

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], Any], seconds: float = 8.0) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    await self.pilot.pause(0.01)
        except TimeoutError:
            raise AssertionError(f"never came true; the screen was:\n{self.text}") from None

    async def sees(self, *words: str) -> None:
        await self.until(lambda: all(word in self.text for word in words))

    def line_of(self, word: str) -> str:
        return next(line for line in self.text.splitlines() if word in line)


@contextlib.asynccontextmanager
async def console(
    server: FeedServer, size: tuple[int, int] = LARGE, *, language: str = "sv", log_in: Any = None, **settings: Any
) -> AsyncIterator[Driven]:
    clock, bells = HandClock(), []  # type: tuple[HandClock, list[int]]
    app = ConsoleApp(
        Settings(url=server.url, user="karin", language=language, **settings),
        server.token,
        clock=clock,
        bell=lambda: bells.append(1),
        log_in=log_in,
    )
    async with app.run_test(size=size) as pilot:
        driven = Driven(app, pilot, clock, bells)
        await driven.until(lambda: app.client.link.units)
        yield driven
