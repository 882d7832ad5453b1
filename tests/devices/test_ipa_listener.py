"""The IPA door on real sockets: the shared vectors acknowledged byte for byte, and a shutdown that loses nothing."""

from __future__ import annotations

import asyncio

from alarmd.config import IpaSettings
from tests.devices.stream_doors import connected, open_stream_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, until
from tests.golden.test_ipa_vectors import VECTORS

SETTINGS = IpaSettings(tcp="127.0.0.1:0")


async def test_every_vector_gets_its_answer() -> None:
    centre = TestCentre()
    async with open_stream_door(SETTINGS, centre) as door, connected(door) as unit:
        for vector in VECTORS:
            for sent in vector["sent_hex"]:
                unit.send(bytes.fromhex(sent))
            for reply in vector["replies_hex"]:
                assert (await unit.hear_exactly(len(reply) // 2)).hex().upper() == reply
    assert len(centre.intake.signals) == len(VECTORS)


async def test_answers_under_way_leave_before_the_door_is_shut() -> None:
    centre = TestCentre()
    async with open_stream_door(SETTINGS, centre) as door, connected(door) as unit:
        centre.intake.hold()
        unit.send(bytes.fromhex(VECTORS[0]["sent_hex"][0]))
        await until(lambda: centre.intake.submitted)
        shutting = asyncio.ensure_future(door.close())
        await settle()
        assert not shutting.done()
        centre.intake.release()
        assert b'Result="200"' in await unit.hear(b"</Ack>")
        await shutting
