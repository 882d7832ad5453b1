"""Watches on real sockets: split, glued, damaged; the shared vectors answered byte for byte."""

from __future__ import annotations

from alarmd.config import SetrackerSettings
from alarmd.domain.unit import AlarmUnit
from tests.devices.stream_doors import connected, open_stream_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn, until
from tests.golden.gps_vectors import octets, vectors

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="setracker", address="8800000017")
SETTINGS = SetrackerSettings(tcp="127.0.0.1:0")
BEAT = b"[3G*8800000017*0002*LK]"


async def test_every_vector_gets_its_answer() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door, connected(door) as unit:
        for vector in vectors("watch"):
            unit.send(octets(vector))
            if reply := vector["expect"].get("reply_printable"):
                assert await unit.hear(b"]") == reply.encode()
    assert [signal.code for signal in centre.intake.signals] == [
        "sos", "fall", "sos", "alarm_unspecified", "sos",
    ]  # fmt: skip


async def test_in_pieces_and_gone_in_the_middle() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door:
        async with connected(door) as unit:
            for octet in BEAT:
                unit.send(bytes([octet]))
                await turn()
            assert await unit.hear(b"]") == BEAT
            unit.send(BEAT[:9])
            await until(lambda: door.connections)
        await until(lambda: door.rejects.latest())


async def test_above_its_rate_a_source_waits_and_presses_pass() -> None:
    centre = TestCentre(UNIT)
    slow = SetrackerSettings(tcp="127.0.0.1:0", rate_per_source=0.001)
    async with open_stream_door(slow, centre) as door, connected(door) as unit:
        unit.send(BEAT * 60)
        await unit.hear_exactly(len(BEAT) * 50)
        assert await unit.silence()
        async with connected(door) as other:
            other.send(b"[3G*8800000017*0002*AL]")
            assert await other.hear(b"]") == b"[3G*8800000017*0002*AL]"
