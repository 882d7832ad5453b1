"""One TCP or TLS connection of the SCAIP door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IAddress, IHandshakeListener
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from zope.interface import implementer

from protocols.sip import BadMessage, Flow, Request, StreamSplitter

if TYPE_CHECKING:
    from devices.scaip.listener import ScaipDoor

FIRST_BYTE_S = 60.0
HANDSHAKE_S = 15.0
MOST_UNANSWERED = 256
_ANSWER = b"SIP/2.0 "


@implementer(IHandshakeListener)
class Connection(Protocol):
    """Cuts the stream into messages; closed when it is silent too long or its framing is lost.

    Args:
        way: `tcp` or `tls`. name: unique while the daemon runs.
    """

    def __init__(self, door: ScaipDoor, way: str, name: str, peer: IAddress) -> None:
        self._door = door
        self._way = way
        self._flow = Flow(way.upper(), getattr(peer, "host", "?"), getattr(peer, "port", 0), name)
        self._splitter = StreamSplitter()
        self._counted = False
        self._unanswered = 0
        self._paused = False
        self._heard_anything = False
        self._heard_s = 0.0
        self._idle_call: Any = None

    def connectionMade(self) -> None:
        """Count it in, or send it away when there are too many."""
        door = self._door
        self._counted = door.count.admits(self._flow.host)
        if not self._counted:
            door.centre.telemetry.refused.labels(door.name, "connections").inc()
            self.drop()
            return
        door.open_connections.add(self)
        door.centre.telemetry.connections.labels(door.name).set(door.count.total)
        self._heard_s = door.centre.clock.monotonic()
        wait_s = HANDSHAKE_S if self._way == "tls" else FIRST_BYTE_S
        self._idle_call = door.reactor.callLater(wait_s, self._idle)
        self.transport.setTcpNoDelay(True)
        if self._way == "tcp":
            self._live()

    def handshakeCompleted(self) -> None:
        """TLS stands: the next one may begin."""
        self._door.handshakes.leave(self)
        self._live()

    def _live(self) -> None:
        here = self.transport.getHost()
        self._door.flows.open_stream(self._flow.connection, self._send, (here.host, here.port))

    def dataReceived(self, octets: bytes) -> None:
        """Feed the codec."""
        door = self._door
        self._heard_s = door.centre.clock.monotonic()
        self._heard_anything = True
        for event in self._splitter.receive(octets):
            if isinstance(event, Request) and not door.admits(self._flow.host):
                door.reception.refuse_for_now(event, self._flow)
                continue
            self._unanswered += 1
            if not door.reception.receive(event, self._flow):
                self._unanswered -= 1
            if isinstance(event, BadMessage) and event.fatal:
                self.transport.loseConnection()
        if not self._paused and self._unanswered > MOST_UNANSWERED:
            self._paused = True
            self.transport.pauseProducing()

    def _send(self, octets: bytes) -> None:
        self.transport.write(octets)
        if octets.startswith(_ANSWER):
            self._unanswered = max(0, self._unanswered - 1)
            if self._paused and self._unanswered < MOST_UNANSWERED // 2:
                self._paused = False
                self.transport.resumeProducing()

    def connectionLost(self, reason: Failure | None = None) -> None:
        """Count it out."""
        door = self._door
        if self._idle_call is not None and self._idle_call.active():
            self._idle_call.cancel()
        door.handshakes.leave(self)
        door.flows.close_stream(self._flow.connection)
        door.open_connections.discard(self)
        if self._counted:
            self._counted = False
            door.count.leave(self._flow.host)
            door.centre.telemetry.connections.labels(door.name).set(door.count.total)

    def drop(self) -> None:
        """Close at once."""
        if self.transport is not None:
            self.transport.abortConnection()

    def _idle(self) -> None:
        silent_s = self._door.centre.clock.monotonic() - self._heard_s
        left_s = self._door.settings.idle_s - silent_s
        if left_s <= 0 or not self._heard_anything:
            self.drop()
            return
        self._idle_call = self._door.reactor.callLater(left_s, self._idle)
