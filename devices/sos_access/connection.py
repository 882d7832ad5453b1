"""One connection of the SOS Access door: a request, its answer, and then the transmitter hangs up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IAddress

from devices.connection import AnsweringConnection
from protocols.sos_access import Fault, Item, Rejected, Request, Splitter

if TYPE_CHECKING:
    from devices.sos_access.listener import SosAccessDoor

_LOOK_AGAIN_S = 1.0


class SosAccessConnection(AnsweringConnection[Item]):
    """From accept to close."""

    def __init__(self, door: SosAccessDoor, peer: IAddress, *, tls: bool) -> None:
        super().__init__(door, peer, tls=tls)
        self._reception = door.reception
        self._splitter = Splitter()

    def _cut(self, octets: bytes) -> Sequence[Item]:
        return self._splitter.feed(octets)

    def _take(self, item: Item) -> None:
        if isinstance(item, Request):
            self._reception.receive(item, self.source, self._answers.place())
        else:
            # What is cut by the beginning of another request is not waited for: that one is.
            waits = bool(self.connected) and item.reason is not Fault.CUT
            self._reception.reject(item, self.source, self._answers.place(), waits=waits)

    def _spares(self, item: Item) -> bool:
        return isinstance(item, Request) and self._reception.spares(item)

    def _cut_short(self) -> Sequence[Item]:
        return self._splitter.finish()

    def _idle(self) -> None:
        """Half a request and then nothing: the unit hears that it is not well-formed (sheet §1)."""
        quiet_s = self._monotonic() - self._heard_s
        if self.owed or self._untaken:
            self._idle_call = self._door.reactor.callLater(_LOOK_AGAIN_S, self._idle)
        elif self._splitter.waiting and quiet_s >= self._door.settings.idle_s:
            for item in self._splitter.finish():
                if isinstance(item, Rejected):
                    self._reception.reject(item, self.source, self._answers.place(), waits=True)
            self.readConnectionLost()
        else:
            super()._idle()
