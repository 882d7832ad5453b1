"""The wire: datagrams or a stream to one receiver, with the faults of a unit applied on the way."""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable
from random import Random
from typing import cast

from simulators.faults import NO_FAULTS, FaultChain, FaultSettings
from simulators.target import Target, Transport

Receive = Callable[[bytes], None]
Lost = Callable[[], None]
Tap = Callable[[bool, bytes], None]
"""Hears what really passes: True for bytes that leave, False for those that come."""

CONNECT_TIMEOUT_S = 5.0


class Link(asyncio.DatagramProtocol, asyncio.Protocol):
    """One socket to a receiver; `open_link` makes it.

    Half-open: after the agreed number of messages nothing passes either way, yet the socket stays open until
    `close`, so the receiver sees a connection that just never says anything again.

    Attributes:
        local: our own address and port, also when the connection is gone. alive: bytes can still leave.
    """

    def __init__(
        self, receive: Receive, lost: Lost, faults: FaultSettings, random: Random, *, stream: bool, tap: Tap | None
    ) -> None:
        self._receive = receive
        self._tap = tap
        self._lost = lost
        self._out = faults.outgoing(random)
        self._in = FaultChain() if stream else faults.incoming(random)
        self._half_open_after = faults.half_open if stream else 0
        self._stream = stream
        self._sent = 0
        self._timers: set[TimerHandle] = set()
        self._transport: asyncio.BaseTransport | None = None
        self._gone = asyncio.get_running_loop().create_future()
        self.local = ("", 0)
        self.alive = False

    # ---- what units use ------------------------------------------------------------------------------------------

    @property
    def dead(self) -> bool:
        """Half-open: it looks connected and is not."""
        return bool(self._half_open_after) and self._sent > self._half_open_after

    def send(self, payload: bytes) -> None:
        """Let the bytes leave, or do to them what the faults say."""
        self._sent += 1
        if self.dead:
            return
        if not self._out:
            self._write(payload)
            return
        for delivery in self._out.happen(payload):
            self._after(delivery.after_s, self._write, delivery.payload)

    async def close(self) -> None:
        """Close the socket and wait until it is closed."""
        self.alive = False
        for timer in self._timers:
            timer.cancel()
        if self._transport is not None:
            self._transport.close()
            await self._gone

    # ---- what the loop calls -------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is there."""
        self._transport = transport
        host, port = transport.get_extra_info("sockname")[:2]
        self.local = str(host), int(port)
        self.alive = True

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone."""
        was_alive, self.alive = self.alive, False
        if not self._gone.done():
            self._gone.set_result(None)
        if was_alive and not self.dead:
            self._lost()

    def data_received(self, data: bytes) -> None:
        """Bytes of a stream."""
        if self.dead:
            return
        if self._tap is not None:
            self._tap(False, data)
        self._receive(data)

    def eof_received(self) -> bool:
        """The receiver closed; a half-open unit does not notice and keeps its side."""
        return self.dead

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """One datagram."""
        if self._tap is not None:
            self._tap(False, data)
        if not self._in:
            self._receive(data)
            return
        for delivery in self._in.happen(data):
            self._after(delivery.after_s, self._receive, delivery.payload)

    def error_received(self, exc: Exception) -> None:
        """Nobody listens on that port, says ICMP; to a unit that is the same as silence."""

    # ---- within ---------------------------------------------------------------------------------------------------

    def _after(self, seconds: float, act: Receive, payload: bytes) -> None:
        if seconds <= 0:
            act(payload)
            return

        def fire() -> None:
            self._timers.discard(timer)
            act(payload)

        timer = asyncio.get_running_loop().call_later(seconds, fire)
        self._timers.add(timer)

    def _write(self, payload: bytes) -> None:
        if not self.alive:
            return
        if self._tap is not None:
            self._tap(True, payload)
        # Loops do not agree on the classes of their transports, so the kind of link decides.
        if self._stream:
            cast(asyncio.WriteTransport, self._transport).write(payload)
        else:
            cast(asyncio.DatagramTransport, self._transport).sendto(payload)


def _nothing() -> None:
    """For links whose end nobody waits for."""


async def open_link(
    target: Target,
    receive: Receive,
    lost: Lost = _nothing,
    faults: FaultSettings = NO_FAULTS,
    random: Random | None = None,
    connect_timeout_s: float = CONNECT_TIMEOUT_S,
    tap: Tap | None = None,
) -> Link:
    """Connect to a receiver; `receive` gets its bytes, `lost` is called when the connection breaks by itself.

    Raises:
        OSError: nobody listens there, the certificate is not trusted, or no answer in time.
    """
    loop = asyncio.get_running_loop()
    stream = target.transport.reliable

    def make() -> Link:
        return Link(receive, lost, faults, random or Random(0), stream=stream, tap=tap)

    async with asyncio.timeout(connect_timeout_s):
        if not stream:
            _, datagrams = await loop.create_datagram_endpoint(make, remote_addr=(target.host, target.port))
            return datagrams
        tls = target.tls() if target.transport is Transport.TLS else None
        _, link = await loop.create_connection(make, target.host, target.port, ssl=tls)
        return link
