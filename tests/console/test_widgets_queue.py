"""The queue as painted: only what is on the screen, always with the chosen row in sight."""

from __future__ import annotations

import pytest

from console.board import TECHNICAL
from console.widgets.queue import QueueList
from tests.console.driving import LARGE, SMALL, console
from tests.fakes.feed_people import NOON, alarm, fault
from tests.fakes.feed_server import FeedServer

pytestmark = pytest.mark.slow


async def test_thousands_of_rows_scroll_with_the_chosen_one() -> None:
    async with FeedServer() as server:
        server.part_rows = 500
        await server.change(*(alarm(number, at_ms=NOON + number) for number in range(1, 2001)), fault(5000))
        async with console(server, SMALL) as it:
            await it.until(lambda: len(it.app.client.board) == 2001)
            queue = it.app._board_screen.query_one("#alarms", QueueList)
            shown = queue.rows_shown()
            await it.sees("2000 väntar", f"↓{2000 - shown}")
            await it.press(*["down"] * (shown + 2))
            assert queue.first == 3
            await it.sees("↑3")
            await it.press("tab")
            assert it.app._board_screen.selection.row == it.app.client.board.at(TECHNICAL, 0)
            await it.press("home")
            assert queue.first == 0


async def test_rows_take_two_lines_where_there_is_room() -> None:
    async with FeedServer() as server:
        await server.change(alarm(1))
        for size, unit_seen in ((LARGE, True), (SMALL, False)):
            async with console(server, size) as it:
                await it.sees("● Väntar")
                assert ("Norrvik · NV-0001" in it.text) == unit_seen
