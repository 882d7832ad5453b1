"""The MiniFinder door as a whole shuts without losing an answer."""

from __future__ import annotations

import asyncio

from devices.minifinder.listener import MinifinderDoor
from tests.devices.stream_doors import connected, open_stream_door
from tests.devices.test_minifinder_connection import SETTINGS, UNIT
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, until
from tests.golden.gps_vectors import named, octets


async def test_answers_under_way_leave_before_the_door_is_shut() -> None:
    centre = TestCentre(UNIT)
    vector = named("minifinder2", "sos-with-gps")
    async with open_stream_door(SETTINGS, centre) as door, connected(door) as unit:
        assert isinstance(door, MinifinderDoor)
        centre.intake.hold()
        unit.send(octets(vector))
        await until(lambda: centre.intake.submitted)
        shutting = asyncio.ensure_future(door.close())
        await settle()
        assert not shutting.done()
        centre.intake.release()
        assert (await unit.hear_exactly(11)).hex().upper() == vector["expect"]["reply_hex"]
        await shutting
