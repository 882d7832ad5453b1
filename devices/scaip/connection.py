"""One TCP or TLS connection of the SCAIP door: it feeds the codec and holds back what comes too fast.

Back-pressure is TCP's own: while too many answers are owed, a source sends above its rate, or the other end does
not read what we send, the connection is not read; nothing is thrown away.
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IAddress, IHalfCloseableProtocol, IHandshakeListener
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from zope.interface import implementer

from protocols.sip import BadMessage, Event, Flow, Request, Response, StreamSplitter

if TYPE_CHECKING:
    from devices.scaip.listener import ScaipDoor

FIRST_BYTE_S = 60.0
"""A connection that has said nothing for so long is closed."""
HANDSHAKE_S = 15.0
"""A TLS handshake that takes so long is given up, so that the next may begin."""
MOST_OWED = 256
"""Answers owed on one connection before it is not read any more."""

_ANSWER = b"SIP/2.0 "


class Hold(StrEnum):
    """Why a connection is not read."""

    OWED = "owed"
    RATE = "rate"
    CLOGGED = "clogged"
    CLOSING = "closing"


@implementer(IHandshakeListener, IHalfCloseableProtocol)
class Connection(Protocol):
    """From accept to close. Ends when the unit closes, is idle too long, loses its framing, or the door shuts.

    Args:
        way: `tcp` or `tls`. name: unique while the daemon runs.
    """

    def __init__(self, door: ScaipDoor, way: str, name: str, peer: IAddress) -> None:
        self._door = door
        self._tls = way == "tls"
        self._flow = Flow(way.upper(), getattr(peer, "host", "?"), getattr(peer, "port", 0), name)
        self._monotonic = door.centre.clock.monotonic
        self._bucket = door.gate.bucket(self._flow.host)
        self._splitter = StreamSplitter()
        self._untaken: deque[Event] = deque()
        self._holds: set[Hold] = set()
        self._owed = 0
        self._counted = False
        self._ended = False
        self._heard_anything = False
        self._heard_s = self._monotonic()
        self._idle_call: Any = None

    # ---- what Twisted calls ----

    def connectionMade(self) -> None:
        """Count it in, or send it away when there are too many."""
        self._counted = self._door.enter(self, self._flow.host)
        if not self._counted:
            self.drop()
            return
        self._idle_call = self._door.reactor.callLater(HANDSHAKE_S if self._tls else FIRST_BYTE_S, self._idle)
        self.transport.setTcpNoDelay(True)
        self.transport.setTcpKeepAlive(True)
        if not self._tls:
            self._live()

    def handshakeCompleted(self) -> None:
        """TLS stands: the next one may begin."""
        self._door.handshakes.leave(self)
        self._idle_call.reset(FIRST_BYTE_S)
        self._live()

    def _live(self) -> None:
        here = self.transport.getHost()
        self._door.flows.open_stream(self._flow.connection, self._send, (here.host, here.port))
        self.transport.registerProducer(self, True)

    def dataReceived(self, octets: bytes) -> None:
        """Feed the codec."""
        self._heard_s = self._monotonic()
        self._heard_anything = True
        self._untaken.extend(self._splitter.receive(octets))
        self._work()
        if self._owed > MOST_OWED:
            self._hold(Hold.OWED)

    def readConnectionLost(self) -> None:
        """The unit has nothing more to say, yet it gets the answers it waits for."""
        self._ended = True
        self._door.flows.silence_stream(self._flow.connection)
        self._close_if_done()

    def writeConnectionLost(self) -> None:
        """We never close our half alone."""

    def connectionLost(self, reason: Failure | None = None) -> None:
        """Count it out; what it still said is heard."""
        self.connected = False
        if self._idle_call is not None and self._idle_call.active():
            self._idle_call.cancel()
        self._door.handshakes.leave(self)
        self._door.flows.close_stream(self._flow.connection)
        while self._untaken:
            self._take(self._untaken.popleft())
        self._door.reception.lose(self._flow)
        if self._counted:
            self._counted = False
            self._door.leave(self, self._flow.host)

    def pauseProducing(self) -> None:
        """The other end does not read what we send."""
        self._hold(Hold.CLOGGED)

    def resumeProducing(self) -> None:
        """It reads again."""
        self._let_go(Hold.CLOGGED)

    def stopProducing(self) -> None:
        """The transport is gone."""

    # ---- what the door calls ----

    def stop_taking(self) -> None:
        """Read no more; answers still leave."""
        self._hold(Hold.CLOSING)

    def drop(self) -> None:
        """Close at once."""
        if self.transport is not None:
            self.transport.abortConnection()

    # ---- within ----

    def _work(self) -> None:
        """Take what has come, as fast as its source may send; the rest waits, and TCP with it."""
        untaken = self._untaken
        while untaken:
            event = untaken[0]
            wait_s = 0.0 if isinstance(event, Response) else self._bucket.wait_s(self._monotonic())
            if wait_s and not (isinstance(event, Request) and self._door.reception.spares(event)):
                self._hold(Hold.RATE)
                self._door.reactor.callLater(wait_s, self._go_on)
                return
            self._take(untaken.popleft())
        self._let_go(Hold.RATE)
        self._close_if_done()

    def _go_on(self) -> None:
        if self.connected:
            self._work()

    def _take(self, event: Event) -> None:
        self._owed += 1
        if not self._door.reception.receive(event, self._flow):
            self._owed -= 1
        if isinstance(event, BadMessage) and event.fatal and self.connected:
            self.transport.loseConnection()

    def _send(self, octets: bytes) -> None:
        self.transport.write(octets)
        if octets.startswith(_ANSWER) and self._owed:
            self._owed -= 1
            if self._ended:
                # After this turn, since the verdict follows its 200.
                self._door.reactor.callLater(0, self._close_if_done)
            elif self._owed < MOST_OWED // 2:
                self._let_go(Hold.OWED)

    def _close_if_done(self) -> None:
        if self._ended and not self._owed and not self._untaken and self.connected:
            self.transport.loseConnection()

    def _hold(self, why: Hold) -> None:
        if not self._holds and self.connected:
            self.transport.pauseProducing()
        self._holds.add(why)

    def _let_go(self, why: Hold) -> None:
        if why in self._holds:
            self._holds.discard(why)
            if not self._holds and self.connected and not self._ended:
                self.transport.resumeProducing()

    def _idle(self) -> None:
        left_s = self._door.settings.idle_s - (self._monotonic() - self._heard_s)
        if left_s <= 0 or not self._heard_anything:
            self.drop()
            return
        self._idle_call = self._door.reactor.callLater(left_s, self._idle)
