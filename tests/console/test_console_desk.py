from __future__ import annotations

import asyncio

from console.client import FeedClient
from console.desk import Desk, Tone
from console.link import LinkState
from tests.console.driving import HandClock
from tests.console.test_console_client import Screen, running, up
from tests.fakes.feed_people import alarm
from tests.fakes.feed_server import FeedServer
from tests.fakes.loop import turn


async def test_what_was_done_and_what_was_refused_is_said() -> None:
    said: list[tuple[str, Tone]] = []
    async with FeedServer() as server:
        await server.change(alarm(1))
        async with running(server) as (client, screen):
            await up(client, screen)
            desk = Desk(client, lambda text, tone: said.append((text, tone)), HandClock().monotonic)
            assert (await desk.do("claim", 1)).ok
            assert not (await desk.do("claim", 1)).ok
            assert said == [
                ("Du har ärendet.", Tone.DONE),
                ("Karin Holm hann före. Välj ett annat ärende eller ta över med t.", Tone.ERROR),
            ]
            await desk.renew(1)
            assert server.commands[-1].name == "renew"


async def test_without_a_line_it_says_that_it_waits() -> None:
    said: list[tuple[str, Tone]] = []
    client = FeedClient("ws://127.0.0.1:9/feed", "t", Screen())
    assert client.link.state is not LinkState.UP
    desk = Desk(client, lambda text, tone: said.append((text, tone)), HandClock().monotonic)
    asked = asyncio.ensure_future(desk.do("claim", 1))
    await turn()
    assert [tone for _text, tone in said] == [Tone.WAIT]
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    assert client.unanswered == 0


def test_the_lease_is_renewed_each_half_minute_of_work() -> None:
    clock = HandClock()
    desk = Desk(FeedClient("ws://127.0.0.1:9/feed", "t", Screen()), lambda _text, _tone: None, clock.monotonic)
    desk.touched()
    assert not desk.renewal_due()
    clock.pass_s(30)
    assert desk.renewal_due()
    clock.pass_s(30)
    assert not desk.renewal_due(), "no key since"
