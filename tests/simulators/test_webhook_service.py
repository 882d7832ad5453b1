"""A service that finds nobody says so, after as many tries as it has."""

from __future__ import annotations

from protocols.webhook import Event, read_secret
from simulators.answer import Kind
from simulators.webhook.service import Service
from tests.devices.webhook_doors import SECRET


async def test_nobody_there() -> None:
    answer = await Service("http://127.0.0.1:1/v1/events", read_secret(SECRET), tries=2, pause_s=0.0).post(
        "m1", Event("A1", "press")
    )
    assert (answer.kind, answer.tries, answer.ms) == (Kind.UNREACHABLE, 2, None)
