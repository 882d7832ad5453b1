from __future__ import annotations

import pytest

from tests.console.driving import SMALL, console
from tests.fakes.feed_people import NOON, unit_lines
from tests.fakes.feed_server import FeedServer


@pytest.mark.slow
async def test_pages_filter_and_open() -> None:
    async with FeedServer() as server, console(server, SMALL) as it:
        server.units = unit_lines(100, NOON)
        await it.press("e")
        await it.sees("Larmenheter: 100, varav 2 tysta", "sida 1 av", "✖ NV-0001", "ingen kontakt")
        await it.press("pagedown")
        await it.sees("sida 2 av")
        assert "NV-0001" not in it.text
        await it.press("pageup")
        await it.sees("NV-0001")
        await it.press("slash", *"nv-004", "enter")
        await it.sees("Larmenheter: 10,", "NV-0043")
        await it.press("down", "down", "down", "o")
        await it.sees("Öppna ett ärende för NV-0043")
        await it.press("enter")
        await it.until(lambda: server.commands)
        assert server.commands[0].args == {"unit_id": 43, "text": ""}
