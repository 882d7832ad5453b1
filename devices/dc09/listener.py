"""The DC-09 door's ports: TCP connections and UDP datagrams, on Twisted; they only feed the codec.

Back-pressure is TCP's own: a connection with too many unanswered frames is not read until some are answered.
"""

from __future__ import annotations

import socket

from twisted.internet.interfaces import IAddress, IListeningPort
from twisted.internet.protocol import DatagramProtocol, Factory, Protocol
from twisted.python.failure import Failure

from alarmd.config import Door, split_address
from devices.dc09.reception import Reception
from devices.dc09.unit_settings import SettingsReader
from devices.listener import Centre, ConnectionCount, OrderedAnswers, RateGate
from devices.twisted_bridge import Reactor, stop_listening
from protocols.dc09 import Frame, Rejected, Splitter, read_datagram

FIRST_BYTE_S = 60.0
MOST_UNANSWERED = 256
RECEIVE_BUFFER = 8 * 1024 * 1024


class Dc09Door:
    """TCP and UDP listeners of one [[doors]] block of kind dc09.

    Args:
        settings: its configuration. centre: the centre as doors see it. reactor: Twisted's, on our loop.
    """

    def __init__(self, settings: Door, centre: Centre, reactor: Reactor) -> None:
        self.name = settings.name or settings.kind
        self.settings = settings
        self.centre = centre
        self.reactor = reactor
        self.reception = Reception(self.name, centre, SettingsReader(settings.key, window=settings.window))
        self.gate = RateGate(settings.rate_per_source, burst=max(50.0, settings.rate_per_source * 2))
        self.count = ConnectionCount(settings.connections, settings.connections_per_source)
        self.open_connections: set[_Connection] = set()
        self._ports: list[IListeningPort] = []
        self.addresses: dict[str, tuple[str, int]] = {}

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            CannotListenError: an address is taken or not ours.
        """
        if self.settings.tcp:
            host, port = split_address(self.settings.tcp)
            factory = Factory()
            factory.noisy = False
            factory.buildProtocol = lambda peer: _Connection(self, _source(peer))
            self._listen("tcp", self.reactor.listenTCP(port, factory, interface=host, backlog=4096))
        if self.settings.udp:
            host, port = split_address(self.settings.udp)
            listening = self.reactor.listenUDP(port, _Datagrams(self), interface=host, maxPacketSize=65_535)
            listening.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            self._listen("udp", listening)
        self.centre.telemetry.door_up.labels(self.name).set(1)

    def _listen(self, way: str, port: IListeningPort) -> None:
        here = port.getHost()
        self.addresses[way] = (here.host, here.port)
        self._ports.append(port)

    async def close(self) -> None:
        """Stop listening and close what is open; frames already taken are still answered if they can be."""
        self.centre.telemetry.door_up.labels(self.name).set(0)
        for port in self._ports:
            await stop_listening(port)
        self._ports.clear()
        for connection in list(self.open_connections):
            connection.drop()

    def take(self, item: Frame | Rejected, source: str, send: OrderedAnswers) -> None:
        """Hand one item of the codec on, unless its source sends too much."""
        if isinstance(item, Rejected):
            return self.reception.reject(item, source)
        fill = send.place()
        if not self.gate.admits(source.rpartition(":")[0], self.centre.clock.monotonic()):
            self.centre.telemetry.refused.labels(self.name, "rate").inc()
            return fill(b"")
        self.reception.receive(item, source, fill)


class _Connection(Protocol):
    """One TCP connection."""

    def __init__(self, door: Dc09Door, source: str) -> None:
        self._door = door
        self._source = source
        self._host = source.rpartition(":")[0]
        self._splitter = Splitter()
        self._answers = OrderedAnswers(self._send)
        self._counted = False
        self._paused = False
        self._heard_anything = False
        self._heard_s = door.centre.clock.monotonic()
        self._idle_call = door.reactor.callLater(FIRST_BYTE_S, self._idle)

    def connectionMade(self) -> None:
        """Count it in, or send it away when there are too many."""
        self._counted = self._door.count.admits(self._host)
        if not self._counted:
            self._door.centre.telemetry.refused.labels(self._door.name, "connections").inc()
            self.drop()
            return
        self._door.open_connections.add(self)
        self._door.centre.telemetry.connections.labels(self._door.name).set(self._door.count.total)
        if hasattr(self.transport, "setTcpNoDelay"):
            self.transport.setTcpNoDelay(True)

    def dataReceived(self, octets: bytes) -> None:
        """Feed the codec."""
        self._heard_s = self._door.centre.clock.monotonic()
        self._heard_anything = True
        for item in self._splitter.feed(octets):
            self._door.take(item, self._source, self._answers)
        if not self._paused and self._answers.waiting > MOST_UNANSWERED and self.transport is not None:
            self._paused = True
            self.transport.pauseProducing()

    def connectionLost(self, reason: Failure | None = None) -> None:
        """Count it out; half a frame is noted as cut."""
        if self._idle_call.active():
            self._idle_call.cancel()
        self._door.open_connections.discard(self)
        for item in self._splitter.finish():
            if isinstance(item, Rejected):
                self._door.reception.reject(item, self._source)
        if self._counted:
            self._counted = False
            self._door.count.leave(self._host)
            self._door.centre.telemetry.connections.labels(self._door.name).set(self._door.count.total)

    def drop(self) -> None:
        """Close at once."""
        if self.transport is not None:
            self.transport.abortConnection()

    def _send(self, answer: bytes) -> None:
        if self.connected and self.transport is not None:
            self.transport.write(answer)
            if self._paused and self._answers.waiting < MOST_UNANSWERED // 2:
                self._paused = False
                self.transport.resumeProducing()

    def _idle(self) -> None:
        silent_s = self._door.centre.clock.monotonic() - self._heard_s
        left_s = self._door.settings.idle_s - silent_s
        if left_s <= 0 or not self._heard_anything:
            self.drop()
            return
        self._idle_call = self._door.reactor.callLater(left_s, self._idle)


class _Datagrams(DatagramProtocol):
    """UDP: one datagram is one frame, answered to where it came from."""

    noisy = False

    def __init__(self, door: Dc09Door) -> None:
        self._door = door

    def datagramReceived(self, octets: bytes, peer: tuple[str, int]) -> None:
        """Feed the codec."""

        def send(answer: bytes) -> None:
            if self.transport is not None:
                self.transport.write(answer, peer)

        self._door.take(read_datagram(octets), f"{peer[0]}:{peer[1]}", OrderedAnswers(send))


def _source(peer: IAddress) -> str:
    return f"{getattr(peer, 'host', '?')}:{getattr(peer, 'port', 0)}"
