"""Connections of the ESPA-X door: rates, and what is cut."""

from __future__ import annotations

from alarmd.config import EspaXSettings
from protocols.espa_x import Message, build
from tests.devices.stream_doors import Client, connected, open_stream_door
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.loop import until
from tests.unit.test_espa_x_session import CALL, STATION

SETTINGS = EspaXSettings(tcp="127.0.0.1:0")
LOGIN = build(Message("REQ.LOGIN", "1", fields={"LI-USER": "larm", "LI-PASSWORD": "hemligt"}), NOON)


async def log_in(unit: Client) -> str:
    unit.send(LOGIN)
    told = (await unit.hear(b"</ESPA-X>")).decode("utf-8", "replace")
    return told.partition('sessionID="')[2].partition('"')[0]


async def test_above_its_rate_a_source_waits_and_calls_pass() -> None:
    centre = TestCentre(STATION)
    slow = EspaXSettings(tcp="127.0.0.1:0", rate_per_source=0.001)
    async with open_stream_door(slow, centre) as door, connected(door) as unit:
        number = await log_in(unit)
        unit.send(build(Message("REQ.HEARTBEAT", "2", number), NOON) * 49)
        for _ in range(49):
            await unit.hear(b"</ESPA-X>")
        unit.send(build(Message("REQ.P-START", "2", number, CALL), NOON))
        assert b"SP-PR-TAN" in await unit.hear(b"</ESPA-X>")
        unit.send(build(Message("REQ.HEARTBEAT", "2", number), NOON))
        assert await unit.silence()


async def test_cut_by_the_network() -> None:
    async with open_stream_door(SETTINGS, TestCentre(STATION)) as door:
        async with connected(door) as unit:
            unit.send(LOGIN[:40])
            await until(lambda: door.connections)
        await until(lambda: door.rejects.latest())
