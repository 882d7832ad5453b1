"""Small receivers, built on the same codecs, that do what a test tells them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import cast

from protocols.dc09.answer import ack
from protocols.dc09.crypto import decrypt
from protocols.dc09.frame import Frame
from protocols.dc09.keys import Key
from protocols.dc09.splitter import Splitter, read_datagram
from simulators.target import Target, Transport
from tests.fakes.loop import settle, turn

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


class Dc09Receiver:
    """Remembers every good frame; `reply` decides what goes back (None is silence). Default: ACK."""

    def __init__(self, key: Key | None = None) -> None:
        self.key = key
        self.frames: list[Frame] = []
        self.rejects = 0
        self.connections = 0
        self.reply: Callable[[Frame], bytes | None] = self.ack
        self._writers: list[asyncio.Transport] = []

    def ack(self, frame: Frame) -> bytes:
        return ack(frame, key=self.key, now=NOW)

    def take(self, item: object) -> bytes | None:
        if not isinstance(item, Frame):
            self.rejects += 1
            return None
        frame = decrypt(item, self.key) if item.encrypted and self.key else item
        self.frames.append(frame)
        return self.reply(frame)

    @property
    def seqs(self) -> list[str]:
        return [f.seq for f in self.frames]


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, receiver: Dc09Receiver) -> None:
        self.receiver = receiver

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self.receiver.take(read_datagram(data))
        if answer:
            self.transport.sendto(answer, addr)


class _Stream(asyncio.Protocol):
    def __init__(self, receiver: Dc09Receiver) -> None:
        self.receiver = receiver
        self.splitter = Splitter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.receiver.connections += 1
        self.receiver._writers.append(self.transport)

    def data_received(self, data: bytes) -> None:
        for item in self.splitter.feed(data):
            answer = self.receiver.take(item)
            if answer:
                self.transport.write(answer)


@asynccontextmanager
async def dc09_receiver(
    transport: Transport = Transport.TCP, key: Key | None = None
) -> AsyncIterator[tuple[Dc09Receiver, Target]]:
    """A receiver on an ephemeral port, and where it is."""
    loop = asyncio.get_running_loop()
    receiver = Dc09Receiver(key)
    if transport is Transport.UDP:
        endpoint, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(receiver), local_addr=("127.0.0.1", 0))
        yield receiver, Target(*endpoint.get_extra_info("sockname")[:2], transport)
        endpoint.close()
        await turn()
        return
    server = await loop.create_server(lambda: _Stream(receiver), "127.0.0.1", 0)
    yield receiver, Target(*server.sockets[0].getsockname()[:2], transport)
    server.close()
    for writer in receiver._writers:
        writer.abort()
    await settle()
