"""One TCP connection of the DC-09 door: it feeds the codec and holds back what comes too fast.

Back-pressure is TCP's own: while too many answers are owed, a source sends above its rate, or the other end does
not read our answers, the connection is not read; nothing is thrown away.
"""

from __future__ import annotations

import asyncio
from collections import deque
from enum import StrEnum
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from zope.interface import implementer

from devices.listener import OrderedAnswers
from protocols.dc09 import Frame, Rejected, Splitter

if TYPE_CHECKING:
    from devices.dc09.listener import Dc09Door

MOST_OWED = 256
"""Answers owed on one connection before it is not read any more."""


class Hold(StrEnum):
    """Why a connection is not read."""

    OWED = "owed"
    RATE = "rate"
    CLOGGED = "clogged"
    CLOSING = "closing"


@implementer(IHalfCloseableProtocol)
class Connection(Protocol):
    """From accept to close. Ends when the unit closes, is idle too long, or the door shuts."""

    def __init__(self, door: Dc09Door, source: str) -> None:
        self._door = door
        self._source = source
        self._host = source.rpartition(":")[0]
        self._monotonic = door.centre.clock.monotonic
        self._receive = door.reception.receive
        self._bucket = door.gate.bucket(self._host)
        self._splitter = Splitter()
        self._answers = OrderedAnswers(self._send, asyncio.get_running_loop().call_soon)
        self._untaken: deque[Frame | Rejected] = deque()
        self._holds: set[Hold] = set()
        self._counted = False
        self._ended = False
        self._heard_anything = False
        self._heard_s = self._monotonic()
        self._idle_call = door.reactor.callLater(door.first_byte_s, self._idle)

    # ---- what Twisted calls ----

    def connectionMade(self) -> None:
        """Count it in, or send it away when there are too many."""
        self._counted = self._door.enter(self, self._host)
        if not self._counted:
            self.drop()
            return
        self.transport.setTcpNoDelay(True)
        self.transport.setTcpKeepAlive(True)
        self.transport.registerProducer(self, True)

    def dataReceived(self, octets: bytes) -> None:
        """Feed the codec."""
        self._heard_s = self._monotonic()
        self._heard_anything = True
        items = self._splitter.feed(octets)
        if len(items) == 1 and not self._untaken and not self._bucket.wait_s(self._heard_s):
            self._take(items[0])
        elif items:
            self._untaken.extend(items)
            self._work()
        if self._answers.waiting > MOST_OWED:
            self._hold(Hold.OWED)
            self._answers.after = self._after_answers

    def readConnectionLost(self) -> None:
        """The unit has nothing more to say, yet it gets the answers it waits for."""
        self._ended = True
        self._answers.after = self._after_answers
        self._close_if_done()

    def writeConnectionLost(self) -> None:
        """We never close our half alone."""

    def connectionLost(self, reason: Failure | None = None) -> None:
        """Count it out; half a frame is noted as cut."""
        self.connected = False
        if self._idle_call.active():
            self._idle_call.cancel()
        for item in (*self._untaken, *self._splitter.finish()):
            if isinstance(item, Rejected):
                self._door.reception.reject(item, self._source)
            else:
                # The answer reaches nobody, but what it says is raised.
                self._receive(item, self._source, _nobody)
        self._untaken.clear()
        if self._counted:
            self._counted = False
            self._door.leave(self, self._host)

    def pauseProducing(self) -> None:
        """The other end does not read our answers."""
        self._hold(Hold.CLOGGED)

    def resumeProducing(self) -> None:
        """It reads again."""
        self._let_go(Hold.CLOGGED)

    def stopProducing(self) -> None:
        """The transport is gone."""

    # ---- what the door calls ----

    @property
    def owed(self) -> int:
        """Answers that have not left yet."""
        return self._answers.waiting

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
            item = untaken[0]
            wait_s = self._bucket.wait_s(self._monotonic())
            if wait_s and not (isinstance(item, Frame) and self._door.reception.spares(item)):
                self._hold(Hold.RATE)
                self._door.reactor.callLater(wait_s, self._go_on)
                return
            self._take(untaken.popleft())
        self._let_go(Hold.RATE)
        self._close_if_done()

    def _go_on(self) -> None:
        if self.connected:
            self._work()

    def _take(self, item: Frame | Rejected) -> None:
        if isinstance(item, Frame):
            self._receive(item, self._source, self._answers.place())
        else:
            self._door.reception.reject(item, self._source)

    def _send(self, answers: bytes) -> None:
        if self.connected:
            self.transport.write(answers)

    def _after_answers(self) -> None:
        """An answer has left, or will never come."""
        if self._ended:
            self._close_if_done()
        elif self._answers.waiting < MOST_OWED // 2:
            self._answers.after = None
            self._let_go(Hold.OWED)

    def _close_if_done(self) -> None:
        if self._ended and not self._answers.waiting and not self._untaken and self.connected:
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


def _nobody(answer: bytes) -> None:
    """Where answers to a closed connection go."""
