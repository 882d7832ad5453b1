"""Any stream door on real sockets for one test, and a plain client of it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from alarmd.config import NetworkSettings
from devices.registry import door_class
from devices.stream_door import StreamDoor
from devices.twisted_bridge import private_reactor, release_reactor
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, turn


@asynccontextmanager
async def open_stream_door(
    settings: NetworkSettings, centre: TestCentre, **limits: Any
) -> AsyncIterator[StreamDoor[Any]]:
    """A door on ephemeral ports, closed at the end."""
    reactor = private_reactor(asyncio.get_running_loop())
    made: Callable[..., Any] = door_class(settings.kind)
    door = made(settings, centre.centre, reactor, **limits)
    await door.open()
    try:
        yield door
    finally:
        await door.close()
        await settle()
        release_reactor(reactor)


class Client:
    """One connection to a door."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, octets: bytes) -> None:
        self.writer.write(octets)

    def end(self) -> None:
        """We have nothing more to say."""
        self.writer.write_eof()

    async def hear(self, end: bytes) -> bytes:
        """Everything up to `end`, within 5 s."""
        return await asyncio.wait_for(self.reader.readuntil(end), 5)

    async def hear_exactly(self, count: int) -> bytes:
        """So many bytes, within 5 s."""
        return await asyncio.wait_for(self.reader.readexactly(count), 5)

    async def rest(self) -> bytes:
        """Everything until the door closes, within 5 s."""
        try:
            return await asyncio.wait_for(self.reader.read(), 5)
        except ConnectionError:
            return b""

    async def silence(self) -> bool:
        """True when nothing comes though everybody has done all there was to do."""
        heard = asyncio.ensure_future(self.reader.read(1))
        await settle()
        if not heard.done():
            heard.cancel()
            await asyncio.gather(heard, return_exceptions=True)
            return True
        return not heard.result()


@asynccontextmanager
async def connected(
    door: StreamDoor[Any], way: str = "tcp", context: ssl.SSLContext | None = None
) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(*door.addresses[way], ssl=context)
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()
        await turn()
