"""The DC-09 door on real sockets: glued, split and noisy streams, limits, datagrams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from alarmd.config import Door
from alarmd.domain.unit import AlarmUnit
from devices.dc09.listener import Dc09Door
from devices.twisted_bridge import private_reactor, release_reactor
from protocols.dc09 import Splitter, build
from tests.fakes.centre import TestCentre

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="dc09", address="0123")
OpenDoor = Callable[..., "asyncio.Future[Dc09Door]"]


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT)


@pytest.fixture
async def door(centre: TestCentre) -> AsyncIterator[Dc09Door]:
    reactor = private_reactor(asyncio.get_running_loop())
    settings = Door(kind="dc09", tcp="127.0.0.1:0", udp="127.0.0.1:0", connections_per_source=2, rate_per_source=0)
    door = Dc09Door(settings, centre.centre, reactor)
    await door.open()
    yield door
    await door.close()
    for _ in range(3):
        await asyncio.sleep(0)
    release_reactor(reactor)


def press(seq: int) -> bytes:
    return build("ADM-CID", f"{seq:04}", "0123", data="#0123|1101 01 007")


async def answers(reader: asyncio.StreamReader, count: int) -> list[str]:
    splitter, found = Splitter(), []
    while len(found) < count:
        octets = await asyncio.wait_for(reader.read(4096), 5)
        assert octets, "the door closed the connection"
        found += [f"{item.token} {item.seq}" for item in splitter.feed(octets)]  # type: ignore[union-attr]
    return found


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()


async def test_ten_glued_frames_with_noise_between_are_answered_in_order(door: Dc09Door, centre: TestCentre) -> None:
    reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
    writer.write(b"\r\n\0noise".join(press(i) for i in range(1, 11)))
    assert await answers(reader, 10) == [f"ACK {i:04}" for i in range(1, 11)]
    assert len(centre.intake.signals) == 10
    await close(writer)


async def test_a_frame_byte_by_byte_is_one_frame(door: Dc09Door, centre: TestCentre) -> None:
    reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
    for octet in press(1):
        writer.write(bytes([octet]))
        await writer.drain()
    assert await answers(reader, 1) == ["ACK 0001"]
    await close(writer)


async def test_a_bad_frame_costs_only_itself(door: Dc09Door, centre: TestCentre) -> None:
    reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
    broken = bytearray(press(1))
    broken[1:5] = b"0000"
    writer.write(bytes(broken) + press(2))
    assert await answers(reader, 1) == ["ACK 0002"]
    assert len(centre.intake.signals) == 1
    await close(writer)


async def test_answers_keep_their_order_though_a_link_test_overtakes(door: Dc09Door, centre: TestCentre) -> None:
    centre.intake.hold()
    reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
    writer.write(press(1) + build("NULL", "0002", "0123"))
    while not centre.intake.submitted or not centre.contact.heard[1:]:
        await asyncio.sleep(0)
    centre.intake.release()
    assert await answers(reader, 2) == ["ACK 0001", "ACK 0002"]
    await close(writer)


async def test_a_third_connection_from_one_source_is_sent_away(door: Dc09Door, centre: TestCentre) -> None:
    kept = [await asyncio.open_connection(*door.addresses["tcp"]) for _ in range(2)]
    for reader, writer in kept:
        writer.write(press(1))
        await answers(reader, 1)
    reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
    writer.write(press(2))
    with pytest.raises((AssertionError, ConnectionError)):
        await answers(reader, 1)
    for _, each in [*kept, (reader, writer)]:
        each.close()


async def test_a_datagram_is_answered_to_where_it_came_from(door: Dc09Door, centre: TestCentre) -> None:
    loop = asyncio.get_running_loop()
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    class Unit(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            heard.put_nowait(data)

    transport, _ = await loop.create_datagram_endpoint(Unit, remote_addr=door.addresses["udp"])
    transport.sendto(press(5) + b"trailing")
    assert b'"ACK"0005' in await asyncio.wait_for(heard.get(), 5)
    transport.sendto(b"garbage")
    transport.sendto(press(6))
    assert b'"ACK"0006' in await asyncio.wait_for(heard.get(), 5)
    transport.close()


async def test_half_a_frame_at_the_end_is_noted_and_not_answered(door: Dc09Door, centre: TestCentre) -> None:
    reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
    writer.write(press(1)[:20])
    writer.write_eof()
    assert await asyncio.wait_for(reader.read(), 5) == b""
    assert any("cut" in decoded for _, _, decoded in centre.tracer.lines)
    await close(writer)
