from __future__ import annotations

import pytest

from protocols.console_feed.messages import CallLine, Calls
from tests.console.driving import LARGE, SMALL, console
from tests.fakes.feed_people import MINUTE, NOON, fault
from tests.fakes.feed_server import FeedServer

pytestmark = pytest.mark.slow
PEOPLE = ("Astrid Lindqvist", "Gunnar Åkerström", "Siv Åkerström")


def outage(server: FeedServer) -> None:
    server.calls = Calls(
        lost=3,
        lines=[
            CallLine(unit_id=n, unit=f"NV-{n}", names=name, phone="08-465 004 12", risk=9 - n, lost_ms=NOON - MINUTE)
            for n, name in enumerate(PEOPLE, 1)
        ],
    )


ROW = fault(5, kind="lost", flags=["outage"], label_sv="Driftstörning: 3 larmenheter utan kontakt")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_households_are_ticked_off_by_a_digit(size: tuple[int, int]) -> None:
    async with FeedServer() as server, console(server, size) as it:
        outage(server)
        await server.change(ROW)
        await it.sees("Driftstörning: 3")
        await it.press("r")
        await it.sees("Ringlista: 3 utan kontakt", *PEOPLE)
        await it.press("2")
        await it.sees("svarar inte")
        assert "▶ 7" in it.line_of(PEOPLE[1])
        await it.press("1", "3")
        await it.sees("svarade", "behöver besök", "3 av dem uppringda")
        ticks = [(command.args["unit_id"], command.args["result"]) for command in server.commands]
        assert ticks == [(1, "no_answer"), (2, "answered"), (3, "needs_visit")]
        await it.press("0")
        await it.sees("2 av dem uppringda")
        await it.press("up", "up", "escape")
        await it.until(lambda: "Ringlista:" not in it.text)


async def test_a_colleagues_tick_and_a_returned_unit_are_seen_at_once() -> None:
    async with FeedServer() as server, console(server) as it:
        outage(server)
        await server.change(ROW)
        await it.press("r")
        await it.sees(PEOPLE[0])
        server.tick(1, "answered", "Omar Ali")
        await server.change(ROW)
        await it.sees("svarade", "Omar Ali")
        server.calls = Calls(lost=1, back=2, lines=server.calls.lines[2:])
        await server.change(ROW)
        await it.sees("2 har kontakt igen")
        assert PEOPLE[0] not in it.text


async def test_only_an_outage_has_one() -> None:
    async with FeedServer() as server, console(server) as it:
        await server.change(fault(6))
        await it.sees("Svagt batteri")
        await it.press("r")
        await it.until(lambda: "Bara en driftstörning" in it.message)


async def test_the_card_shows_the_first_to_call() -> None:
    async with FeedServer() as server, console(server) as it:
        outage(server)
        await server.change(ROW)
        await it.sees("Driftstörning: 3")
        await it.press("enter")
        await it.sees("RINGLISTA", "3 utan kontakt", PEOPLE[0], "r öppnar ringlistan.")
        assert "Adressen är okänd" not in it.text
