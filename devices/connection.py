"""One TCP or TLS connection of a door: it cuts bytes into messages and holds back what comes too fast.

Back-pressure is TCP's own: while too many answers are owed, a source sends above its rate, or the other end does
not read our answers, the connection is not read; nothing is thrown away.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from twisted.internet.interfaces import IAddress, IHalfCloseableProtocol, IHandshakeListener
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from zope.interface import implementer

from devices.listener import OrderedAnswers

if TYPE_CHECKING:
    from devices.stream_door import StreamDoor

HANDSHAKE_S = 15.0
"""A TLS handshake that takes so long is given up, so that the next may begin."""
MOST_OWED = 256
"""Answers owed on one connection before it is not read any more."""

Item = TypeVar("Item")


class Hold(StrEnum):
    """Why a connection is not read."""

    OWED = "owed"
    RATE = "rate"
    CLOGGED = "clogged"
    CLOSING = "closing"


@implementer(IHandshakeListener, IHalfCloseableProtocol)
class Connection(Protocol, ABC, Generic[Item]):
    """From accept to close. Ends when the unit closes, is idle too long, or the door shuts.

    A door's own class says how its bytes are cut, and takes what comes out.

    Attributes:
        host: whence it comes. source: the same with its port, `host:port`.
    """

    def __init__(self, door: StreamDoor[Any], peer: IAddress, *, tls: bool = False) -> None:
        self.host: str = getattr(peer, "host", "?")
        self.source = f"{self.host}:{getattr(peer, 'port', 0)}"
        self._door = door
        self._tls = tls
        self._monotonic = door.centre.clock.monotonic
        self._bucket = door.gate.bucket(self.host)
        self._untaken: deque[Item] = deque()
        self._holds: set[Hold] = set()
        self._counted = False
        self._ended = False
        self._heard_anything = False
        self._heard_s = self._monotonic()
        self._idle_call: Any = None

    # ---- what a door's own connection says ----

    @property
    @abstractmethod
    def owed(self) -> int:
        """Answers that have not left yet."""

    @abstractmethod
    def _cut(self, octets: bytes) -> Sequence[Item]:
        """The messages that these bytes complete."""

    @abstractmethod
    def _take(self, item: Item) -> None:
        """Take one message."""

    def _spares(self, item: Item) -> bool:
        """True for what a source may send however much it sends: events of units we know (promise 5)."""
        return False

    def _begin(self) -> None:
        """The connection stands; with TLS, its handshake is through."""

    def _cut_short(self) -> Sequence[Item]:
        """The connection is gone: what half a message that is left makes."""
        return ()

    def _end(self) -> None:
        """The connection is gone, and all that it said is taken."""

    # ---- what Twisted calls ----

    def connectionMade(self) -> None:
        """Count it in, or send it away when there are too many."""
        self._counted = self._door.enter(self)
        if not self._counted:
            self.drop()
            return
        first_s = HANDSHAKE_S if self._tls else self._door.first_byte_s
        self._idle_call = self._door.reactor.callLater(first_s, self._idle)
        self.transport.setTcpNoDelay(True)
        self.transport.setTcpKeepAlive(True)
        if not self._tls:
            self._stand()

    def handshakeCompleted(self) -> None:
        """TLS stands: the next one may begin."""
        self._door.handshakes.leave(self)
        self._idle_call.reset(self._door.first_byte_s)
        self._stand()

    def dataReceived(self, octets: bytes) -> None:
        """Feed the codec."""
        self._heard_s = self._monotonic()
        self._heard_anything = True
        items = self._cut(octets)
        if len(items) == 1 and not self._untaken and not self._wait_s(items[0]):
            self._take(items[0])
        elif items:
            self._untaken.extend(items)
            self._work()
        if self.owed > MOST_OWED:
            self._hold(Hold.OWED)

    def readConnectionLost(self) -> None:
        """The unit has nothing more to say, yet it gets the answers it waits for."""
        self._ended = True
        self._close_if_done()

    def writeConnectionLost(self) -> None:
        """We never close our half alone."""

    def connectionLost(self, reason: Failure | None = None) -> None:
        """Count it out; what it still said is heard, though no answer reaches it."""
        self.connected = False
        if self._idle_call is not None and self._idle_call.active():
            self._idle_call.cancel()
        self._door.handshakes.leave(self)
        self._untaken.extend(self._cut_short())
        while self._untaken:
            self._take(self._untaken.popleft())
        self._end()
        if self._counted:
            self._counted = False
            self._door.leave(self)

    def pauseProducing(self) -> None:
        """The other end does not read our answers."""
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

    def _stand(self) -> None:
        self._begin()
        self.transport.registerProducer(self, True)

    def _wait_s(self, item: Item) -> float:
        wait_s = self._bucket.wait_s(self._monotonic())
        return wait_s if wait_s and not self._spares(item) else 0.0

    def _work(self) -> None:
        """Take what has come, as fast as its source may send; the rest waits, and TCP with it."""
        untaken = self._untaken
        while untaken:
            if wait_s := self._wait_s(untaken[0]):
                self._hold(Hold.RATE)
                self._door.reactor.callLater(wait_s, self._go_on)
                return
            self._take(untaken.popleft())
        self._let_go(Hold.RATE)
        self._close_if_done()

    def _go_on(self) -> None:
        if self.connected:
            self._work()

    def _answered(self) -> None:
        """An answer has left, or will never come."""
        if self._ended:
            self._close_if_done()
        elif self._holds and self.owed < MOST_OWED // 2:
            self._let_go(Hold.OWED)

    def _close_if_done(self) -> None:
        if self._ended and not self.owed and not self._untaken and self.connected:
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


class AnsweringConnection(Connection[Item]):
    """A connection on which each message gets one answer, in the order of the messages.

    `_take` reserves the answer's place with `self._answers.place()` and hands that on.
    """

    def __init__(self, door: StreamDoor[Any], peer: IAddress, *, tls: bool = False) -> None:
        super().__init__(door, peer, tls=tls)
        self._answers = OrderedAnswers(self._send, asyncio.get_running_loop().call_soon)

    @property
    def owed(self) -> int:
        """Answers that have not left yet."""
        return self._answers.waiting

    def _hold(self, why: Hold) -> None:
        super()._hold(why)
        self._answers.after = self._answered

    def readConnectionLost(self) -> None:
        """The unit has nothing more to say, yet it gets the answers it waits for."""
        self._answers.after = self._answered
        super().readConnectionLost()

    def _answered(self) -> None:
        super()._answered()
        if not self._holds and not self._ended:
            self._answers.after = None

    def _send(self, answers: bytes) -> None:
        if self.connected:
            self.transport.write(answers)
