from __future__ import annotations

import pytest

from tests.console.driving import SMALL, console
from tests.fakes.feed_people import alarm
from tests.fakes.feed_server import FeedServer


@pytest.mark.slow
@pytest.mark.parametrize("key", ["question_mark", "e", "slash", "n"])
async def test_the_most_urgent_alarm_is_seen_behind_every_dialog(key: str) -> None:
    async with FeedServer() as server, console(server, SMALL) as it:
        await server.change(alarm(1, state="claimed", owner="operator:7", owner_name="Karin Holm"))
        await it.sees("◐ Taget")
        await it.press(key)
        await it.pilot.pause(0.1)
        await server.raise_alarm(alarm(2, kind="fire", label_sv="Brandvarnare", priority=90), 21)
        await it.sees("1 VÄNTAR")
        await server.until(lambda: server.painted == [21])
        await it.press("escape")
        await it.sees("Brandvarnare")
