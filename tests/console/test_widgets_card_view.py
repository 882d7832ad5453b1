from __future__ import annotations

import pytest

from tests.console.driving import console
from tests.fakes.feed_people import alarm
from tests.fakes.feed_server import FeedServer

pytestmark = pytest.mark.slow


async def test_a_card_is_asked_for_once_and_then_only_refreshed() -> None:
    async with FeedServer() as server, console(server) as it:
        own = alarm(1, state="claimed", owner="operator:7", owner_name="Karin Holm")
        await server.change(own, alarm(2, priority=70))
        await it.until(lambda: len(it.app.client.board) == 2)
        await it.press("down", "up", "down", "enter")
        await it.sees("Astrid Lindqvist")
        await it.press("n", *"Hej", "enter")
        await it.sees("Hej")
        opened = [fetch.args for fetch in server.fetches if not fetch.args["refresh"]]
        assert opened == [{"incident": 1, "refresh": False}]
        assert [fetch.args["refresh"] for fetch in server.fetches[1:]] == [True]


async def test_looking_at_a_colleagues_row_opens_no_card_until_enter() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1, state="claimed", owner="operator:8", owner_name="Omar"))
        await it.sees("Öppnandet noteras i journalen")
        assert not server.fetches
        await it.press("enter")
        await it.sees("Astrid Lindqvist")


async def test_a_card_that_does_not_come_can_be_asked_for_again() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(alarm(1, state="claimed", owner="operator:8", owner_name="Omar"))
        await it.sees("Omar")
        number, row = server.rows.pop(1)
        await it.press("enter")
        await it.until(lambda: it.message == "Ärendet finns inte.")
        server.rows[1] = (number, row)
        await it.press("enter")
        await it.sees("Astrid Lindqvist")
