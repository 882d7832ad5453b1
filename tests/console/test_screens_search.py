from __future__ import annotations

import pytest

from tests.console.driving import SMALL, console
from tests.fakes.feed_server import FeedServer

pytestmark = pytest.mark.slow


async def test_no_hit_says_what_to_try_and_the_person_goes_back_to_the_hits() -> None:
    async with FeedServer() as server, console(server, SMALL) as it:
        await it.press("slash")
        await it.sees("Skriv minst två tecken.")
        await it.press(*"zz")
        await it.sees("Ingen träff.")
        await it.press("backspace", "backspace", *"ekb")
        await it.sees("Astrid", "NV-0077")
        await it.press("down", "enter")
        await it.sees("öppna ett ärende med o")
        await it.press("up", "enter")
        await it.sees("Maja Öberg")
        assert "nyckel finns i skåp" not in it.text
        await it.press("pagedown", "down")
        await it.sees("nyckel finns i skåp")
        await it.press("escape")
        await it.sees("NV-0077")
        await it.press("escape")
        await it.sees("Inget larm väntar")


async def test_an_incident_is_tied_to_persons_only_and_opened_for_units_too() -> None:
    async with FeedServer() as server, console(server, SMALL) as it:
        await it.press("o")
        await it.press(*"nv-00")
        await it.sees("NV-0077")
        await it.press("enter")
        await it.sees("Öppna ett ärende för NV-0077")
        await it.press("enter")
        await it.until(lambda: server.commands)
        assert server.commands[0].args == {"unit_id": 77, "text": ""}
