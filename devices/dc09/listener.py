"""The DC-09 door's ports: TCP connections and UDP datagrams, on Twisted; they only feed the codec."""

from __future__ import annotations

from collections.abc import Callable

from twisted.internet.interfaces import IAddress, IListeningPort
from twisted.internet.protocol import Factory

from alarmd.config import Door, split_address
from devices.dc09.connection import Connection
from devices.dc09.datagrams import Datagrams
from devices.dc09.reception import Reception
from devices.dc09.unit_settings import SettingsReader
from devices.listener import Centre, ConnectionCount, RateGate, Rejects
from devices.twisted_bridge import Reactor, stop_listening

FIRST_BYTE_S = 60.0
"""A connection that has said nothing for so long is closed."""

DRAIN_S = 2.0
"""How long a closing door waits for answers that are under way."""

_DRAIN_STEP_S = 0.005
_BACKLOG = 4096
_DROPS_EVERY_S = 5.0


class Dc09Door:
    """TCP and UDP listeners of one [[doors]] block of kind dc09.

    Args:
        settings: its configuration. centre: the centre as doors see it. reactor: Twisted's, on our loop.
        first_byte_s: how long a new connection may be silent.
    """

    def __init__(self, settings: Door, centre: Centre, reactor: Reactor, *, first_byte_s: float = FIRST_BYTE_S) -> None:
        self.name = settings.name or settings.kind
        self.settings = settings
        self.centre = centre
        self.reactor = reactor
        self.first_byte_s = first_byte_s
        self.reception = Reception(self.name, centre, SettingsReader(settings.key, window=settings.window))
        self.gate = RateGate(settings.rate_per_source, burst=max(50.0, settings.rate_per_source * 2))
        self.addresses: dict[str, tuple[str, int]] = {}
        self._count = ConnectionCount(settings.connections, settings.connections_per_source)
        self._connections: set[Connection] = set()
        self._datagrams: list[Datagrams] = []
        self._ports: list[IListeningPort] = []
        self._gauge = centre.telemetry.connections.labels(self.name)

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no message, for technicians."""
        return self.reception.rejects

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            CannotListenError: an address is taken or not ours.
        """
        if self.settings.tcp:
            host, port = split_address(self.settings.tcp)
            factory = Factory()
            factory.noisy = False
            factory.buildProtocol = lambda peer: Connection(self, _source(peer))
            self._listen("tcp", self.reactor.listenTCP(port, factory, interface=host, backlog=_BACKLOG))
        if self.settings.udp:
            host, port = split_address(self.settings.udp)
            datagrams = Datagrams(self)
            self._listen("udp", self.reactor.listenUDP(port, datagrams, interface=host, maxPacketSize=65_535))
            self._datagrams.append(datagrams)
        self.centre.telemetry.door_up.labels(self.name).set(1)

    async def close(self) -> None:
        """Take nothing more, give the answers that are under way at most 2 s, then close everything."""
        self.centre.telemetry.door_up.labels(self.name).set(0)
        everyone: tuple[Connection | Datagrams, ...] = (*self._connections, *self._datagrams)
        for each in everyone:
            each.stop_taking()
        await self._wait_while(lambda: any(each.owed for each in everyone), DRAIN_S)
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

    # ---- what its connections tell ----

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

    def _listen(self, way: str, port: IListeningPort) -> None:
        here = port.getHost()
        self.addresses[way] = (here.host, here.port)
        self._ports.append(port)


def _source(peer: IAddress) -> str:
    return f"{getattr(peer, 'host', '?')}:{getattr(peer, 'port', 0)}"
