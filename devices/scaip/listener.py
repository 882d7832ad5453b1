"""The SCAIP door's ports: SIP over UDP, TCP and TLS, on Twisted; they only cut bytes and hand on.

Back-pressure is TCP's own: a connection with too many unanswered requests is not read until some are answered.
"""

from __future__ import annotations

import itertools
import socket
from typing import Any

from twisted.internet.interfaces import IListeningPort
from twisted.internet.protocol import DatagramProtocol, Factory

from alarmd.config import Door, split_address
from devices.listener import Centre, ConnectionCount, RateGate
from devices.scaip.connection import Connection
from devices.scaip.flow import Flows
from devices.scaip.handshakes import Gate, GatedFactory
from devices.scaip.reception import Reception
from devices.twisted_bridge import Reactor, stop_listening, tls_factory
from protocols.sip import Flow, parse_datagram

TICK_S = 0.1
RECEIVE_BUFFER = 8 * 1024 * 1024
_ANSWER = b"SIP/2.0 "


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
        self.count = ConnectionCount(settings.connections, settings.connections_per_source)
        self.handshakes = Gate()
        self.open_connections: set[Connection] = set()
        self.addresses: dict[str, tuple[str, int]] = {}
        self._numbers = itertools.count(1)
        self._ports: list[IListeningPort] = []
        self._timer: Any = None

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
            self._open_udp(*split_address(self.settings.udp))
        if self.settings.tcp:
            self._open_stream("tcp", self.settings.tcp, self._factory("tcp"))
        if self.settings.tls:
            inner = self._factory("tls")
            tls = tls_factory(self.reactor, inner, self.settings.certificate, self.settings.private_key)
            self._open_stream("tls", self.settings.tls, GatedFactory(tls, self.handshakes))

    def _open_udp(self, host: str, port: int) -> None:
        protocol = _Datagrams(self)
        listening = self.reactor.listenUDP(port, protocol, interface=host, maxPacketSize=65_535)
        listening.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self._listen("udp", listening)
        self.flows.open_datagrams(listening.write, self.addresses["udp"])

    def _factory(self, way: str) -> Factory:
        factory = Factory()
        factory.noisy = False
        factory.buildProtocol = lambda peer: Connection(self, way, f"{way}-{next(self._numbers)}", peer)
        return factory

    def _open_stream(self, way: str, address: str, factory: Factory) -> None:
        host, port = split_address(address)
        self._listen(way, self.reactor.listenTCP(port, factory, interface=host, backlog=4096))

    def _listen(self, way: str, port: IListeningPort) -> None:
        here = port.getHost()
        self.addresses[way] = (here.host, here.port)
        self._ports.append(port)

    async def close(self) -> None:
        """Stop listening and close what is open; nothing more is answered."""
        self.centre.telemetry.door_up.labels(self.name).set(0)
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        self.flows.close_datagrams()
        for port in self._ports:
            await stop_listening(port)
        self._ports.clear()
        for connection in list(self.open_connections):
            connection.drop()

    def _tick(self) -> None:
        self._timer = self.reactor.callLater(TICK_S, self._tick)
        self.reception.tick()

    def admits(self, host: str) -> bool:
        """Whether that source may send one more message now; a refusal is counted."""
        if self.gate.admits(host, self.centre.clock.monotonic()):
            return True
        self.centre.telemetry.refused.labels(self.name, "rate").inc()
        return False


class _Datagrams(DatagramProtocol):
    """UDP: one datagram is one message. Too many from one source are left to be repeated."""

    noisy = False

    def __init__(self, door: ScaipDoor) -> None:
        self._door = door

    def datagramReceived(self, octets: bytes, peer: tuple[str, int]) -> None:
        """Feed the codec. Answers to our verdicts do not count against a source's rate."""
        if octets.startswith(_ANSWER) or self._door.admits(peer[0]):
            self._door.reception.receive(parse_datagram(octets), Flow("UDP", peer[0], peer[1]))
