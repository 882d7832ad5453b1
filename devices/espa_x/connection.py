"""One ESPA-X connection: messages in, answers out in the order of the messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IAddress

from devices.connection import AnsweringConnection
from protocols.espa_x import Item, Message, Splitter

if TYPE_CHECKING:
    from devices.espa_x.listener import EspaXDoor


class EspaXConnection(AnsweringConnection[Item]):
    """From accept to close."""

    def __init__(self, door: EspaXDoor, peer: IAddress, *, tls: bool) -> None:
        super().__init__(door, peer, tls=tls)
        self._session = door.reception.open_session(self.source)
        self._splitter = Splitter()

    def _cut(self, octets: bytes) -> Sequence[Item]:
        return self._splitter.feed(octets)

    def _take(self, item: Item) -> None:
        if isinstance(item, Message):
            self._session.receive(item, self._answers.place())
        else:
            self._session.reject(item, self._answers.place())

    def _spares(self, item: Item) -> bool:
        return isinstance(item, Message) and item.name == "REQ.P-START" and self._session.is_open

    def _cut_short(self) -> Sequence[Item]:
        return self._splitter.finish()
