"""The SOS Access door as a whole: it is made from settings, and shuts without losing an answer."""

from __future__ import annotations

import asyncio

from alarmd.config import SosAccessSettings
from devices.sos_access.listener import SosAccessDoor
from protocols.sos_access import read_answer
from tests.devices.stream_doors import connected, open_stream_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, until
from tests.unit.sos_access_parts import UNIT, alarm


async def test_answers_under_way_leave_before_the_door_is_shut() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SosAccessSettings(tcp="127.0.0.1:0"), centre) as door, connected(door) as unit:
        assert isinstance(door, SosAccessDoor)
        assert door.first_byte_s == 5.0
        centre.intake.hold()
        unit.send(alarm())
        await until(lambda: centre.intake.submitted)
        shutting = asyncio.ensure_future(door.close())
        await settle()
        assert not shutting.done()
        centre.intake.release()
        assert read_answer(await unit.hear(b"</alarmresponse>")).status == 0
        await shutting
        assert await unit.rest() == b""


def test_settings_that_cannot_be() -> None:
    wrong = SosAccessSettings(tcp="127.0.0.1:0", tls="127.0.0.1:0", time_zone="Mars/Olympus")
    sentences = " ".join(wrong.contradictions())
    assert "certificate" in sentences
    assert "Mars/Olympus" in sentences
    assert list(SosAccessSettings(tcp="127.0.0.1:0").contradictions()) == []
