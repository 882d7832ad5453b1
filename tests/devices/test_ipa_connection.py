"""Connections of the IPA door: rates, pieces, and what is cut."""

from __future__ import annotations

from alarmd.config import IpaSettings
from protocols.ipa import Heartbeat, build
from tests.devices.stream_doors import connected, open_stream_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn, until
from tests.unit.test_ipa_reception import STATION, WHO, alarm

BEAT = build(Heartbeat(id="1", **WHO))


async def test_above_its_rate_a_source_waits_and_alarms_pass() -> None:
    centre = TestCentre(STATION)
    slow = IpaSettings(tcp="127.0.0.1:0", rate_per_source=0.001)
    async with open_stream_door(slow, centre) as door, connected(door) as unit:
        unit.send(BEAT * 50)
        for _ in range(50):
            await unit.hear(b"</Ack>")
        unit.send(build(alarm()))
        assert b'Result="200"' in await unit.hear(b"</Ack>")
        unit.send(BEAT)
        assert await unit.silence()


async def test_in_pieces_and_cut_by_the_network() -> None:
    async with open_stream_door(IpaSettings(tcp="127.0.0.1:0"), TestCentre(STATION)) as door:
        async with connected(door) as unit:
            for octet in BEAT:
                unit.send(bytes([octet]))
                await turn()
            await unit.hear(b"</Ack>")
            unit.send(BEAT[:30])
            await until(lambda: door.connections)
        await until(lambda: door.rejects.latest())
