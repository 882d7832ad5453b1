"""Pendants on real sockets: split, glued, damaged; the shared vectors answered byte for byte."""

from __future__ import annotations

from alarmd.config import MinifinderSettings
from alarmd.domain.unit import AlarmUnit
from protocols.minifinder import Kind, seal
from protocols.minifinder.build import heartbeat
from tests.devices.stream_doors import connected, open_stream_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn, until
from tests.golden.gps_vectors import octets, vectors

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="minifinder", address="350000000000017")
SETTINGS = MinifinderSettings(tcp="127.0.0.1:0")


async def test_every_vector_gets_its_answer_and_its_events() -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door, connected(door) as unit:
        for vector in vectors("minifinder2"):
            expect = vector["expect"]
            before = len(centre.intake.signals)
            unit.send(octets(vector))
            for reply in expect.get("replies_hex") or [expect["reply_hex"]]:
                if reply:
                    assert (await unit.hear_exactly(len(reply) // 2)).hex().upper() == reply
            raised = [signal.code for signal in centre.intake.signals[before:]]
            # Answers of repeats leave too; the same press in another vector is folded.
            assert raised in (expect["events"], []) or set(raised) <= set(expect["events"])
    assert door.rejects.latest()[0].reason == "bad_crc"


async def test_in_pieces_and_gone_in_the_middle() -> None:
    centre = TestCentre(UNIT)
    beat = seal(Kind.SERVICES, 1, [heartbeat(50)], answer_wanted=True)
    async with open_stream_door(SETTINGS, centre) as door:
        async with connected(door) as unit:
            for octet in beat:
                unit.send(bytes([octet]))
                await turn()
            assert len(await unit.hear_exactly(11)) == 11
            unit.send(beat[:9])
            await until(lambda: door.connections)
        await until(lambda: door.rejects.latest())


async def test_above_its_rate_a_source_waits_and_presses_pass() -> None:
    centre = TestCentre(UNIT)
    slow = MinifinderSettings(tcp="127.0.0.1:0", rate_per_source=0.001)
    beat = seal(Kind.SERVICES, 1, [heartbeat(50)], answer_wanted=True)
    async with open_stream_door(slow, centre) as door, connected(door) as unit:
        unit.send(beat * 60)
        await unit.hear_exactly(11 * 50)
        assert await unit.silence()
        async with connected(door) as other:
            other.send(octets(vectors("minifinder2")[0]))
            await other.hear_exactly(11)
