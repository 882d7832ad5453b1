"""What every door that listens on TCP or TLS shares: ports, limits, counts, and a close that loses no answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from twisted.internet.interfaces import IAddress, IListeningPort
from twisted.internet.protocol import Factory

from alarmd.config import NetworkSettings, TlsSettings, split_address
from devices.connection import Connection
from devices.datagram_socket import DatagramSocket
from devices.handshakes import Gate, GatedFactory
from devices.listener import Centre, ConnectionCount, RateGate, Rejects
from devices.twisted_bridge import Reactor, stop_listening, tls_factory

FIRST_BYTE_S = 60.0
"""A connection that has said nothing for so long is closed."""
DRAIN_S = 2.0
"""How long a closing door waits for answers that are under way."""

_DRAIN_STEP_S = 0.005
_BACKLOG = 4096
_DROPS_EVERY_S = 5.0

Settings = TypeVar("Settings", bound=NetworkSettings)


class StreamDoor(ABC, Generic[Settings]):
    """The listeners of one [[doors]] block; a kind's own class makes its connections.

    Args:
        settings: its configuration. centre: the centre as doors see it. reactor: Twisted's, on our loop.
        first_byte_s: how long a new connection may be silent.

    Attributes:
        addresses: way (`tcp`, `udp`, `tls`) to the address it listens on.
    """

    def __init__(
        self, settings: Settings, centre: Centre, reactor: Reactor, *, first_byte_s: float = FIRST_BYTE_S
    ) -> None:
        self.name = settings.name or settings.kind
        self.settings = settings
        self.centre = centre
        self.reactor = reactor
        self.first_byte_s = first_byte_s
        self.gate = RateGate(settings.rate_per_source, burst=max(50.0, settings.rate_per_source * 2))
        self.handshakes = Gate()
        self.addresses: dict[str, tuple[str, int]] = {}
        self._count = ConnectionCount(settings.connections, settings.connections_per_source)
        self._connections: set[Connection[Any]] = set()
        self._datagrams: list[DatagramSocket] = []
        self._ports: list[IListeningPort] = []
        self._gauge = centre.telemetry.connections.labels(self.name)

    # ---- what a kind's own door says ----

    @property
    @abstractmethod
    def rejects(self) -> Rejects:
        """The last bytes that became no message, for technicians."""

    @abstractmethod
    def connect(self, peer: IAddress, *, tls: bool) -> Connection[Any]:
        """A new connection from `peer`."""

    @property
    def owed(self) -> int:
        """Answers that have not left yet, on all of its sockets."""
        return sum(each.owed for each in self._connections) + sum(each.owed for each in self._datagrams)

    # ---- what the doorkeeper calls ----

    async def open(self) -> None:
        """Begin to listen on all its ports, or on none.

        Raises:
            CannotListenError: an address is taken or not ours.
            CertificateUnusableError: certificate or key cannot be used.
        """
        try:
            self._open_ports()
        except BaseException:
            await self.close()
            raise

    async def serve(self) -> None:
        """Show every 5 s how many datagrams the kernel has thrown away; a listener is never lost by itself."""
        gauge = self.centre.telemetry.udp_drops.labels(self.name)
        clock = self.centre.clock
        while True:
            gauge.set(sum(each.drops() for each in self._datagrams))
            await clock.wait_until(clock.monotonic() + _DROPS_EVERY_S)

    async def close(self) -> None:
        """Take nothing more, give the answers that are under way at most 2 s, then close everything."""
        everyone: tuple[Connection[Any] | DatagramSocket, ...] = (*self._connections, *self._datagrams)
        for each in everyone:
            each.stop_taking()
        await self._wait_while(lambda: self.owed > 0)
        for port in self._ports:
            await stop_listening(port)
        self._ports.clear()
        self._datagrams.clear()
        for connection in list(self._connections):
            connection.drop()
        await self._wait_while(lambda: bool(self._connections))

    # ---- what its connections tell ----

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._connections)

    def enter(self, connection: Connection[Any]) -> bool:
        """Count a new connection in; False when there are too many, in all or from its host."""
        if not self._count.admits(connection.host):
            self.refuse("connections")
            return False
        self._connections.add(connection)
        self._gauge.set(self._count.total)
        return True

    def leave(self, connection: Connection[Any]) -> None:
        """Count it out."""
        self._connections.discard(connection)
        self._count.leave(connection.host)
        self._gauge.set(self._count.total)

    def refuse(self, reason: str) -> None:
        """Count what was sent away: too many `connections`, or a `rate` too high."""
        self.centre.telemetry.refused.labels(self.name, reason).inc()

    # ---- within ----

    def _open_ports(self) -> None:
        """TCP and TLS; a door with UDP adds it."""
        settings = self.settings
        if settings.tcp:
            self._open_stream("tcp", settings.tcp, self._factory(tls=False))
        if isinstance(settings, TlsSettings) and settings.tls:
            tls = tls_factory(self.reactor, self._factory(tls=True), settings.certificate, settings.private_key)
            self._open_stream("tls", settings.tls, GatedFactory(tls, self.handshakes))

    def _open_datagrams(self, address: str, datagrams: DatagramSocket) -> None:
        host, port = split_address(address)
        self._listen("udp", self.reactor.listenUDP(port, datagrams, interface=host, maxPacketSize=65_535))
        self._datagrams.append(datagrams)

    def _factory(self, *, tls: bool) -> Factory:
        factory = Factory()
        factory.noisy = False
        factory.buildProtocol = lambda peer: self.connect(peer, tls=tls)
        return factory

    def _open_stream(self, way: str, address: str, factory: Factory) -> None:
        host, port = split_address(address)
        self._listen(way, self.reactor.listenTCP(port, factory, interface=host, backlog=_BACKLOG))

    def _listen(self, way: str, port: IListeningPort) -> None:
        here = port.getHost()
        self.addresses[way] = (here.host, here.port)
        self._ports.append(port)

    async def _wait_while(self, busy: Callable[[], bool]) -> None:
        clock = self.centre.clock
        limit_s = clock.monotonic() + DRAIN_S
        while busy() and clock.monotonic() < limit_s:
            await clock.wait_until(clock.monotonic() + _DRAIN_STEP_S)
