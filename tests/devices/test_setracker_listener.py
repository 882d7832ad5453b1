"""The Setracker door as a whole shuts without losing an answer."""

from __future__ import annotations

import asyncio

from devices.setracker.listener import SetrackerDoor
from tests.devices.stream_doors import connected, open_stream_door
from tests.devices.test_setracker_connection import SETTINGS, UNIT
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, until


async def test_answers_under_way_leave_before_the_door_is_shut() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door, connected(door) as unit:
        assert isinstance(door, SetrackerDoor)
        centre.intake.hold()
        unit.send(b"[3G*8800000017*0002*AL]")
        await until(lambda: centre.intake.submitted)
        shutting = asyncio.ensure_future(door.close())
        await settle()
        assert not shutting.done()
        centre.intake.release()
        assert await unit.hear(b"]") == b"[3G*8800000017*0002*AL]"
        await shutting
