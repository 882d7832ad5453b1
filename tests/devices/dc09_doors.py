"""A DC-09 door on real sockets for one test, and a plain client of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from alarmd.config import Dc09Settings
from alarmd.domain.unit import AlarmUnit
from devices.dc09.listener import Dc09Door
from devices.twisted_bridge import private_reactor, release_reactor
from protocols.dc09 import Frame, Splitter, build
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, turn

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="dc09", address="0123")


@asynccontextmanager
async def open_door(centre: TestCentre, *, first_byte_s: float = 60.0, **settings: Any) -> AsyncIterator[Dc09Door]:
    """A door on ephemeral ports, both ways, closed at the end."""
    reactor = private_reactor(asyncio.get_running_loop())
    words = {"tcp": "127.0.0.1:0", "udp": "127.0.0.1:0", "rate_per_source": 0} | settings
    door = Dc09Door(Dc09Settings(**words), centre.centre, reactor, first_byte_s=first_byte_s)
    await door.open()
    try:
        yield door
    finally:
        await door.close()
        await settle()
        release_reactor(reactor)


def press(seq: int, account: str = "0123", zone: str = "007") -> bytes:
    return build("ADM-CID", f"{seq:04}", account, data=f"#{account}|1101 01 {zone}")


class Client:
    """One TCP connection to a door."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self._splitter = Splitter()
        self._heard: list[Frame] = []

    def send(self, octets: bytes) -> None:
        self.writer.write(octets)

    async def answers(self, count: int) -> list[str]:
        """The next answers as `ACK 0001`.

        Raises:
            EOFError: the door closed the connection.
        """
        while len(self._heard) < count:
            octets = await asyncio.wait_for(self.reader.read(65_536), 5)
            if not octets:
                raise EOFError
            self._heard += [item for item in self._splitter.feed(octets) if isinstance(item, Frame)]
        found, self._heard = self._heard[:count], self._heard[count:]
        return [f"{frame.token} {frame.seq}" for frame in found]

    async def silence(self) -> bool:
        """True when nothing comes though everybody has done all there was to do."""
        heard = asyncio.ensure_future(self.reader.read(1))
        await settle()
        if not heard.done():
            heard.cancel()
            await asyncio.gather(heard, return_exceptions=True)
            return True
        return not heard.result()

    async def closed(self) -> bool:
        """True when the door closes the connection, within 5 s."""
        try:
            return not await asyncio.wait_for(self.reader.read(), 5)
        except ConnectionError:
            return True


@asynccontextmanager
async def client(door: Dc09Door) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(*door.addresses["tcp"])
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()
        await turn()


class Datagrams(asyncio.DatagramProtocol):
    """One UDP socket towards a door."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.heard.put_nowait(data)

    async def answer(self) -> bytes:
        return await asyncio.wait_for(self.heard.get(), 5)


@asynccontextmanager
async def datagrams(door: Dc09Door) -> AsyncIterator[tuple[asyncio.DatagramTransport, Datagrams]]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(Datagrams, remote_addr=door.addresses["udp"])
    try:
        yield transport, protocol
    finally:
        transport.close()
        await turn()


def counted(centre: TestCentre, name: str, **labels: str) -> float:
    """A metric of the door."""
    return centre.telemetry.registry.get_sample_value(name, {"door": "dc09"} | labels) or 0.0
