"""The ESPA-X door on real sockets."""

from __future__ import annotations

import asyncio

from alarmd.config import EspaXSettings
from protocols.espa_x import Message, build
from tests.devices.stream_doors import Client, connected, open_stream_door
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.loop import settle, turn, until
from tests.unit.test_espa_x_session import CALL, STATION

SETTINGS = EspaXSettings(tcp="127.0.0.1:0")
LOGIN = build(Message("REQ.LOGIN", "1", fields={"LI-USER": "larm", "LI-PASSWORD": "hemligt"}), NOON)


async def log_in(unit: Client) -> str:
    unit.send(LOGIN)
    told = (await unit.hear(b"</ESPA-X>")).decode("utf-8", "replace")
    return told.partition('sessionID="')[2].partition('"')[0]


async def test_a_call_in_pieces_and_a_shutdown() -> None:
    centre = TestCentre(STATION)
    async with open_stream_door(SETTINGS, centre) as door, connected(door) as unit:
        number = await log_in(unit)
        centre.intake.hold()
        for octet in build(Message("REQ.P-START", "2", number, CALL), NOON):
            unit.send(bytes([octet]))
            await turn()
        await until(lambda: centre.intake.submitted)
        shutting = asyncio.ensure_future(door.close())
        await settle()
        assert not shutting.done()
        centre.intake.release()
        assert b"<RSP-CODE>200</RSP-CODE>" in await unit.hear(b"</ESPA-X>")
        await shutting
