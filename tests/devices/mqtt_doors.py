"""An MQTT door at a real broker, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from devices.mqtt.listener import MqttDoor
from devices.twisted_bridge import Reactor
from tests.devices.broker import Broker
from tests.fakes.centre import TestCentre

SOURCES = ("larm", "chirpstack", "things_stack", "zigbee2mqtt", "shelly")


def door_at(broker: Broker, centre: TestCentre, client: str = "alarmd", **words: object) -> MqttDoor:
    """A door that is not open yet."""
    return MqttDoor(broker.settings(client, sources=SOURCES, **words), centre.centre, cast(Reactor, None))


@asynccontextmanager
async def opened(door: MqttDoor) -> AsyncIterator[asyncio.Future[None]]:
    """The door, heard until the test is over or the broker is gone."""
    await door.open()
    serves = asyncio.ensure_future(door.serve())
    try:
        yield serves
    finally:
        await door.close()
        serves.cancel()
        await asyncio.gather(serves, return_exceptions=True)
