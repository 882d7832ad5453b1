"""A webhook door on a real port for one test, and a service that knows its secret."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from alarmd.config import WebhookSettings
from alarmd.domain.unit import AlarmUnit
from devices.webhook.listener import PATH, WebhookDoor
from protocols.webhook import read_secret
from simulators.webhook.service import Service, Slips
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
UNIT = AlarmUnit(id=7, tenant_id=3, protocol="webhook", address="A1")


@asynccontextmanager
async def webhook_door(centre: TestCentre, **words: Any) -> AsyncIterator[WebhookDoor]:
    settings = WebhookSettings(**{"http": "127.0.0.1:0", "secrets": (SECRET,)} | words)
    door = WebhookDoor(settings, centre.centre)
    await door.open()
    serving = asyncio.ensure_future(door.serve())
    try:
        yield door
    finally:
        await turn()
        await door.close()
        await serving


def service(door: WebhookDoor, *, secret: str = SECRET, tries: int = 1, **slips: Any) -> Service:
    host, port = door.addresses["http"]
    return Service(f"http://{host}:{port}{PATH}", read_secret(secret), Slips(**slips), tries=tries, pause_s=0.01)
