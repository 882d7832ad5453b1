"""What doors that listen share: all ports or none, limits, counts, and a close that loses no answer."""

from __future__ import annotations

import asyncio

import pytest

from devices.twisted_bridge import private_reactor, release_reactor
from tests.devices.line_door import LineDoor, LineSettings, line_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre()


async def test_a_door_opens_all_its_ports_or_none(centre: TestCentre) -> None:
    reactor = private_reactor(asyncio.get_running_loop())
    door = LineDoor(LineSettings(tcp="127.0.0.1:0", tls="127.0.0.1:0", certificate="no", private_key="no"),
                    centre.centre, reactor)  # fmt: skip
    with pytest.raises(Exception, match="certificate no with key no cannot be used"):
        await door.open()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(*door.addresses["tcp"])
    await settle()
    release_reactor(reactor)


async def test_too_many_from_one_source_are_sent_away_and_counted(centre: TestCentre) -> None:
    async with line_door(centre, connections_per_source=1) as door:
        reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
        writer.write(b"one\n")
        assert await reader.readline() == b"one\n"
        second, other = await asyncio.open_connection(*door.addresses["tcp"])
        with pytest.raises(ConnectionResetError):
            await second.read()
        value = centre.telemetry.registry.get_sample_value
        assert value("alarmd_refused_total", {"door": "line", "reason": "connections"}) == 1
        assert value("alarmd_connections", {"door": "line"}) == door.connections == 1
        for each in (writer, other):
            each.transport.abort()


async def test_answers_under_way_leave_before_the_door_is_shut(centre: TestCentre) -> None:
    async with line_door(centre) as door:
        door.holding = True
        reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
        writer.write(b"one\n")
        await door.has_heard(1)
        closing = asyncio.ensure_future(door.close())
        await settle()
        assert not closing.done()
        door.release()
        assert await reader.readline() == b"one\n"
        await closing
        writer.transport.abort()


async def test_who_says_nothing_is_closed(centre: TestCentre) -> None:
    async with line_door(centre, first_byte_s=0.01) as door:
        reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
        with pytest.raises(ConnectionResetError):
            await reader.read()
        assert door.connections == 0
        writer.transport.abort()
