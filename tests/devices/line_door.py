"""The smallest door there can be: a line is a message, its answer the same line; for tests of what doors share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from alarmd.config import TlsSettings
from devices.connection import AnsweringConnection
from devices.datagram_socket import DatagramSocket
from devices.listener import Rejects, Send
from devices.stream_door import StreamDoor
from devices.twisted_bridge import private_reactor, release_reactor
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle


class LineSettings(TlsSettings, frozen=True, kw_only=True):
    kind: str = "line"
    udp: str = ""


class LineConnection(AnsweringConnection[bytes]):
    """Lines that end in a newline; one that begins with `!` is spared from the rate."""

    _door: LineDoor
    _rest = b""

    def _cut(self, octets: bytes) -> Sequence[bytes]:
        *lines, self._rest = (self._rest + octets).split(b"\n")
        return lines

    def _cut_short(self) -> Sequence[bytes]:
        return [self._rest] if self._rest else []

    def _spares(self, item: bytes) -> bool:
        return item.startswith(b"!")

    def _take(self, item: bytes) -> None:
        self._door.hear(item, self._answers.place())


class LineDatagrams(DatagramSocket):
    def __init__(self, door: LineDoor) -> None:
        super().__init__()
        self._door = door

    def datagramReceived(self, octets: bytes, peer: tuple[str, int]) -> None:
        self._door.hear(octets, lambda answer: self.transport.write(answer, peer))


class LineDoor(StreamDoor[LineSettings]):
    """Hears lines; answers at once, or when `held` answers are released."""

    def __init__(self, *args: Any, **limits: Any) -> None:
        super().__init__(*args, **limits)
        self.heard: list[bytes] = []
        self.holding = False
        self.held: list[tuple[Send, bytes]] = []
        self.news = asyncio.Event()

    @property
    def rejects(self) -> Rejects:
        return Rejects()

    def connect(self, peer: Any, *, tls: bool) -> LineConnection:
        return LineConnection(self, peer, tls=tls)

    def _open_ports(self) -> None:
        super()._open_ports()
        if self.settings.udp:
            self._open_datagrams(self.settings.udp, LineDatagrams(self))

    def hear(self, line: bytes, send: Send) -> None:
        self.heard.append(line)
        self.news.set()
        if self.holding:
            self.held.append((send, line + b"\n"))
        else:
            send(line + b"\n")

    def release(self) -> None:
        self.holding = False
        for send, answer in reversed(self.held):
            send(answer)
        self.held.clear()

    async def has_heard(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def line_door(centre: TestCentre, *, first_byte_s: float = 60.0, **words: Any) -> AsyncIterator[LineDoor]:
    reactor = private_reactor(asyncio.get_running_loop())
    settings = LineSettings(**{"tcp": "127.0.0.1:0", "rate_per_source": 0.0} | words)
    door = LineDoor(settings, centre.centre, reactor, first_byte_s=first_byte_s)
    await door.open()
    try:
        yield door
    finally:
        door.release()
        await door.close()
        await settle()
        release_reactor(reactor)
