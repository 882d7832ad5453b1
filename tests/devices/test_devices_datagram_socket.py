"""The UDP side of a door: a large buffer, losses counted, and no reading while it closes."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.devices.dc09_doors import Datagrams
from tests.devices.line_door import line_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre()


async def test_a_closing_socket_reads_no_more_and_has_lost_nothing(centre: TestCentre) -> None:
    async with line_door(centre, udp="127.0.0.1:0") as door:
        loop = asyncio.get_running_loop()
        transport, unit = await loop.create_datagram_endpoint(Datagrams, remote_addr=door.addresses["udp"])
        transport.sendto(b"one")
        assert await unit.answer() == b"one\n"
        sock = door._datagrams[0]
        assert sock._socket is not None
        assert sock._socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) > 200_000
        assert sock.drops() == 0
        sock.stop_taking()
        transport.sendto(b"two")
        await settle()
        assert door.heard == [b"one"]
        transport.close()
        await settle()
