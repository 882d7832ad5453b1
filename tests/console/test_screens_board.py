"""The whole screen at both sizes, in words and as the pictures in docs."""

from __future__ import annotations

import pytest

from docs.screenshots import LARGE, PICTURES, SMALL, StillClock, fill, settle, take
from tests.console.driving import console
from tests.fakes.feed_people import NOON, alarm, fault
from tests.fakes.feed_server import FeedServer

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "140x40"])
async def test_every_line_fits_the_screen(size: tuple[int, int]) -> None:
    async with FeedServer(now_ms=StillClock().now_ms) as server:
        await fill(server)
        async with console(server, size) as it:
            it.clock.wall_ms = StillClock().now_ms()
            await settle(it.pilot, it.app)
            lines = it.text.splitlines()
            assert len(lines) == size[1]
            assert {len(line) for line in lines} == {size[0]}
            assert "5 VÄNTAR" in lines[0]
            assert "LARM" in lines[1]
            assert "Hjälp" in lines[-1]
            assert "TEKNISKA FEL" in it.text


async def test_lanes_stand_apart_and_resizing_changes_the_layout() -> None:
    async with FeedServer() as server, console(server, SMALL) as it:
        await server.change(alarm(1), fault(2, at_ms=NOON - 999_000, priority=99))
        await it.sees("Larmknapp", "Svagt batteri")
        assert it.text.index("Larmknapp") < it.text.index("Svagt batteri")
        assert "Enter tar ärendet" not in it.text
        await it.pilot.resize_terminal(*LARGE)
        await it.sees("Enter tar ärendet")
        await it.pilot.resize_terminal(*SMALL)
        await it.until(lambda: "Enter tar ärendet" not in it.text)


@pytest.mark.parametrize("name", ["console-80x24", "console-140x40", "card"])
async def test_the_pictures_in_docs_are_of_this_console(name: str) -> None:
    shown = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    assert await take(name) == shown, "the console looks different now: look at it, then `make screenshots`"
