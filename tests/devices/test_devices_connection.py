"""What connections of every door do: order, back-pressure, half close, TLS, and nothing said is lost."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from alarmd.system_clock import SystemClock
from deploy.demo.certificate import write_certificate
from devices.connection import MOST_OWED
from tests.devices.line_door import line_door
from tests.fakes.centre import TestCentre


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre()


async def test_answers_keep_the_order_of_the_messages(centre: TestCentre) -> None:
    async with line_door(centre) as door:
        door.holding = True
        reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
        writer.write(b"one\ntwo\nthr")
        await door.has_heard(2)
        writer.write(b"ee\n")
        await door.has_heard(3)
        door.release()
        assert [await reader.readline() for _ in range(3)] == [b"one\n", b"two\n", b"three\n"]
        writer.close()
        await writer.wait_closed()


async def test_who_has_said_all_still_gets_the_answers_and_is_closed(centre: TestCentre) -> None:
    async with line_door(centre) as door:
        door.holding = True
        reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
        writer.write(b"one\ntwo\n")
        writer.write_eof()
        await door.has_heard(2)
        door.release()
        assert await reader.read() == b"one\ntwo\n"
        writer.close()
        await writer.wait_closed()


async def test_half_a_message_at_the_end_is_heard(centre: TestCentre) -> None:
    async with line_door(centre) as door:
        _, writer = await asyncio.open_connection(*door.addresses["tcp"])
        writer.write(b"one\nhal")
        await door.has_heard(1)
        writer.transport.abort()
        await door.has_heard(2)
        assert door.heard == [b"one", b"hal"]


async def test_who_is_owed_too_much_is_not_read(centre: TestCentre) -> None:
    async with line_door(centre) as door:
        door.holding = True
        reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
        for _ in range(MOST_OWED + 1):
            writer.write(b"x\n")
        await door.has_heard(MOST_OWED + 1)
        writer.write(b"last\n")
        await writer.drain()
        assert b"last" not in door.heard
        door.release()
        await door.has_heard(MOST_OWED + 2)
        assert (await reader.readexactly(2 * MOST_OWED + 2 + 5)).endswith(b"last\n")
        writer.close()
        await writer.wait_closed()


async def test_a_source_above_its_rate_waits_and_what_is_spared_does_not(centre: TestCentre) -> None:
    async with line_door(centre, rate_per_source=20.0) as door:
        _, writer = await asyncio.open_connection(*door.addresses["tcp"])
        writer.write(b"x\n" * 50 + b"!alarm\n" + b"y\n")
        await door.has_heard(51)
        assert door.heard[-1] == b"!alarm"
        await door.has_heard(52)
        assert door.heard[-1] == b"y"
        writer.transport.abort()


async def test_tls_is_the_same_walk(centre: TestCentre, tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path, SystemClock().now())
    files = {"certificate": str(certificate), "private_key": str(key)}
    async with line_door(centre, tls="127.0.0.1:0", **files) as door:
        trust = ssl.create_default_context(cafile=str(certificate))
        reader, writer = await asyncio.open_connection(*door.addresses["tls"], ssl=trust)
        writer.write(b"one\n")
        assert await reader.readline() == b"one\n"
        assert door.handshakes.inside == 0
        writer.close()
        await writer.wait_closed()
