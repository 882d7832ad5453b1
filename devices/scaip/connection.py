"""One TCP or TLS connection of the SCAIP door: SIP messages in, answers and verdicts out on the same flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IAddress

from devices.connection import Connection
from protocols.sip import BadMessage, Event, Flow, Request, Response, StreamSplitter

if TYPE_CHECKING:
    from devices.scaip.listener import ScaipDoor

_ANSWER = b"SIP/2.0 "


class ScaipConnection(Connection[Event]):
    """From accept to close; also ends when it loses its framing.

    Args:
        name: unique while the daemon runs.
    """

    _door: ScaipDoor

    def __init__(self, door: ScaipDoor, peer: IAddress, *, name: str, tls: bool) -> None:
        super().__init__(door, peer, tls=tls)
        self._flow = Flow("TLS" if tls else "TCP", self.host, getattr(peer, "port", 0), name)
        self._splitter = StreamSplitter()
        self._owed = 0

    @property
    def owed(self) -> int:
        """Answers that have not left yet."""
        return self._owed

    def readConnectionLost(self) -> None:
        """The unit has nothing more to say, yet it gets the answers it waits for."""
        self._door.flows.silence_stream(self._flow.connection)
        super().readConnectionLost()

    def _begin(self) -> None:
        here = self.transport.getHost()
        self._door.flows.open_stream(self._flow.connection, self._send, (here.host, here.port))

    def _cut_short(self) -> Sequence[Event]:
        self._door.flows.close_stream(self._flow.connection)
        return ()

    def _end(self) -> None:
        self._door.reception.lose(self._flow)

    def _cut(self, octets: bytes) -> Sequence[Event]:
        return self._splitter.receive(octets)

    def _spares(self, item: Event) -> bool:
        """Answers to our verdicts do not count against a source's rate."""
        return isinstance(item, Response) or (isinstance(item, Request) and self._door.reception.spares(item))

    def _take(self, item: Event) -> None:
        self._owed += 1
        if not self._door.reception.receive(item, self._flow):
            self._owed -= 1
        if isinstance(item, BadMessage) and item.fatal and self.connected:
            self.transport.loseConnection()

    def _send(self, octets: bytes) -> None:
        self.transport.write(octets)
        if octets.startswith(_ANSWER) and self._owed:
            self._owed -= 1
            if self._ended:
                # After this turn, since the verdict follows its 200.
                self._door.reactor.callLater(0, self._close_if_done)
            else:
                self._answered()
