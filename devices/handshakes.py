"""Fifty TLS handshakes at once at most: when a thousand units come back together, the living ones are still heard.

A connection that must wait is not read; it is served in the order of arrival.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, Protocol
from twisted.python.failure import Failure

AT_ONCE = 50


class Gate:
    """Lets `at_once` in; who must wait is called in the order of arrival."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._waiting: OrderedDict[object, Callable[[], None]] = OrderedDict()
        self._inside: set[object] = set()

    @property
    def inside(self) -> int:
        """How many handshakes are under way."""
        return len(self._inside)

    @property
    def waiting(self) -> int:
        """How many connections wait for theirs."""
        return len(self._waiting)

    def enter(self, who: object, go: Callable[[], None]) -> None:
        """Call `go` when it is the turn of `who`: now, or later."""
        self._waiting[who] = go
        self._admit()

    def leave(self, who: object) -> None:
        """The handshake of `who` is over, or it will not come to one; may be said twice."""
        self._waiting.pop(who, None)
        if who in self._inside:
            self._inside.discard(who)
            self._admit()

    def _admit(self) -> None:
        while self._waiting and len(self._inside) < self._at_once:
            who, go = self._waiting.popitem(last=False)
            self._inside.add(who)
            go()


class GatedFactory(Factory):
    """Puts the gate before a TLS factory.

    Args:
        tls: makes the TLS protocols. gate: shared with the protocols inside, which leave it when they are through.
    """

    noisy = False

    def __init__(self, tls: Factory, gate: Gate) -> None:
        self._tls = tls
        self._gate = gate

    def buildProtocol(self, addr: IAddress) -> Protocol | None:
        """One gated connection."""
        inner = self._tls.buildProtocol(addr)
        return None if inner is None else _Gated(inner, self._gate)

    def doStart(self) -> None:
        """Start with the TLS factory."""
        self._tls.doStart()

    def doStop(self) -> None:
        """Stop with it."""
        self._tls.doStop()


class _Gated(Protocol):
    """Holds the socket still until it is its turn, then steps aside."""

    def __init__(self, inner: Protocol, gate: Gate) -> None:
        self._inner = inner
        self._gate = gate
        self._started = False

    def connectionMade(self) -> None:
        """Wait in line."""
        self.transport.pauseProducing()
        self._gate.enter(self._inner.wrappedProtocol, self._start)

    def _start(self) -> None:
        self._started = True
        self._inner.makeConnection(self.transport)
        self.transport.resumeProducing()

    def dataReceived(self, octets: bytes) -> None:
        """Hand on."""
        self._inner.dataReceived(octets)

    def connectionLost(self, reason: Failure | None = None) -> None:
        """Leave the line."""
        self._gate.leave(self._inner.wrappedProtocol)
        if self._started:
            self._inner.connectionLost(reason)
