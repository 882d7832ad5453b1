from __future__ import annotations

import asyncio
import io
import json

from console.config import Settings
from console.headless import Headless
from tests.fakes.feed_people import alarm
from tests.fakes.feed_server import FeedServer


async def test_it_confirms_tells_claims_and_closes() -> None:
    out = io.StringIO()
    async with FeedServer() as server:
        headless = Headless(Settings(url=server.url), server.token, out, act_every=2)
        task = asyncio.ensure_future(headless.run())
        await server.until(lambda: server.sockets)
        for number in (1, 2, 3):
            await server.raise_alarm(alarm(number), number * 10)
        await server.until(lambda: server.painted == [10, 20, 30])
        await server.until(lambda: set(server.open_rows()) == {1, 3})
        await server.set_volatile(alarm(90))
        await server.until(lambda: "volatile" in out.getvalue())
        await headless.client.stop()
        await task
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [s for event in events if event["event"] == "shown" for s in event["signals"]] == [10, 20, 30]
    assert {"event": "claimed", "incident": 2} in events
    assert {"event": "volatile", "incident": 90, "unit": "NV-0090"} in events
    assert events[0] == {"event": "link", "state": "up", "reason": ""}
