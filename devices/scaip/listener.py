"""The SCAIP door's ports: SIP over UDP, TCP and TLS, on Twisted; they only cut bytes and hand on."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import IListeningPort
from twisted.internet.protocol import Factory

from alarmd.config import Door, split_address
from devices.listener import Centre, ConnectionCount, RateGate, Rejects
from devices.scaip.connection import Connection
from devices.scaip.datagrams import Datagrams
from devices.scaip.flow import Flows
from devices.scaip.handshakes import Gate, GatedFactory
from devices.scaip.reception import Reception
from devices.twisted_bridge import Reactor, stop_listening, tls_factory

TICK_S = 0.1
"""How often the timers of SIP act."""
DRAIN_S = 2.0
"""How long a closing door waits for answers that are under way."""

_DRAIN_STEP_S = 0.005
_BACKLOG = 4096
_DROPS_EVERY_S = 5.0


class ScaipDoor:
    """UDP, TCP and TLS listeners of one [[doors]] block of kind scaip.

    Args:
        settings: its configuration. centre: the centre as doors see it. reactor: Twisted's, on our loop.
    """

    def __init__(self, settings: Door, centre: Centre, reactor: Reactor) -> None:
        self.name = settings.name or settings.kind
        self.settings = settings
        self.centre = centre
        self.reactor = reactor
        self.flows = Flows()
        self.reception = Reception(self.name, settings, centre, self.flows)
        self.gate = RateGate(settings.rate_per_source, burst=max(50.0, settings.rate_per_source * 2))
        self.handshakes = Gate()
        self.addresses: dict[str, tuple[str, int]] = {}
        self._count = ConnectionCount(settings.connections, settings.connections_per_source)
        self._connections: set[Connection] = set()
        self._datagrams: list[Datagrams] = []
        self._ports: list[IListeningPort] = []
        self._numbers = itertools.count(1)
        self._gauge = centre.telemetry.connections.labels(self.name)
        self._timer: Any = None

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no message, for technicians."""
        return self.reception.rejects

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._connections)

    async def open(self) -> None:
        """Begin to listen on all its ports, or on none.

        Raises:
            CannotListenError: an address is taken or not ours.
            OpenSSL.SSL.Error: certificate or key cannot be used.
        """
        try:
            self._open_all()
        except BaseException:
            await self.close()
            raise
        self._timer = self.reactor.callLater(TICK_S, self._tick)
        self.centre.telemetry.door_up.labels(self.name).set(1)

    def _open_all(self) -> None:
        if self.settings.udp:
            host, port = split_address(self.settings.udp)
            datagrams = Datagrams(self)
            self._listen("udp", self.reactor.listenUDP(port, datagrams, interface=host, maxPacketSize=65_535))
            self._datagrams.append(datagrams)
        if self.settings.tcp:
            self._open_stream("tcp", self.settings.tcp, self._factory("tcp"))
        if self.settings.tls:
            inner = self._factory("tls")
            tls = tls_factory(self.reactor, inner, self.settings.certificate, self.settings.private_key)
            self._open_stream("tls", self.settings.tls, GatedFactory(tls, self.handshakes))

    def _factory(self, way: str) -> Factory:
        factory = Factory()
        factory.noisy = False
        factory.buildProtocol = lambda peer: Connection(self, way, f"{way}-{next(self._numbers)}", peer)
        return factory

    def _open_stream(self, way: str, address: str, factory: Factory) -> None:
        host, port = split_address(address)
        self._listen(way, self.reactor.listenTCP(port, factory, interface=host, backlog=_BACKLOG))

    def _listen(self, way: str, port: IListeningPort) -> None:
        here = port.getHost()
        self.addresses[way] = (here.host, here.port)
        self._ports.append(port)

    async def close(self) -> None:
        """Take nothing more, give the answers that are under way at most 2 s, then close everything."""
        self.centre.telemetry.door_up.labels(self.name).set(0)
        everyone: tuple[Connection | Datagrams, ...] = (*self._connections, *self._datagrams)
        for each in everyone:
            each.stop_taking()
        await self._wait_while(lambda: self.reception.owed > 0, DRAIN_S)
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        for port in self._ports:
            await stop_listening(port)
        self._ports.clear()
        self._datagrams.clear()
        for connection in list(self._connections):
            connection.drop()
        await self._wait_while(lambda: bool(self._connections), DRAIN_S)

    async def _wait_while(self, busy: Callable[[], bool], at_most_s: float) -> None:
        clock = self.centre.clock
        limit_s = clock.monotonic() + at_most_s
        while busy() and clock.monotonic() < limit_s:
            await clock.wait_until(clock.monotonic() + _DRAIN_STEP_S)

    async def watch_drops(self) -> None:
        """Show every 5 s how many datagrams the kernel has thrown away; runs until cancelled."""
        gauge = self.centre.telemetry.udp_drops.labels(self.name)
        clock = self.centre.clock
        while True:
            gauge.set(sum(each.drops() for each in self._datagrams))
            await clock.wait_until(clock.monotonic() + _DROPS_EVERY_S)

    def _tick(self) -> None:
        self._timer = self.reactor.callLater(TICK_S, self._tick)
        self.reception.tick()

    # ---- what its sockets tell ----

    def enter(self, connection: Connection, host: str) -> bool:
        """Count a new connection in; False when there are too many, in all or from `host`."""
        if not self._count.admits(host):
            self.refuse("connections")
            return False
        self._connections.add(connection)
        self._gauge.set(self._count.total)
        return True

    def leave(self, connection: Connection, host: str) -> None:
        """Count it out."""
        self._connections.discard(connection)
        self._count.leave(host)
        self._gauge.set(self._count.total)

    def refuse(self, reason: str) -> None:
        """Count what was sent away: too many `connections`, or a `rate` too high."""
        self.centre.telemetry.refused.labels(self.name, reason).inc()
