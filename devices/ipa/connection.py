"""One IPA connection: messages in, acknowledgements out in the order of the messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IAddress

from devices.connection import AnsweringConnection
from protocols.ipa import Item, Message, Splitter

if TYPE_CHECKING:
    from devices.ipa.listener import IpaDoor


class IpaConnection(AnsweringConnection[Item]):
    """From accept to close."""

    def __init__(self, door: IpaDoor, peer: IAddress, *, tls: bool) -> None:
        super().__init__(door, peer, tls=tls)
        self._reception = door.reception
        self._splitter = Splitter()
        self._known_as = ""

    def _cut(self, octets: bytes) -> Sequence[Item]:
        return self._splitter.feed(octets)

    def _take(self, item: Item) -> None:
        place = self._answers.place()
        if isinstance(item, Message):
            self._known_as = self._reception.receive(item, self.source, self._known_as, place)
        else:
            self._reception.reject(item, self.source, self._known_as, place)

    def _spares(self, item: Item) -> bool:
        return isinstance(item, Message) and self._reception.spares(item, self._known_as)

    def _cut_short(self) -> Sequence[Item]:
        return self._splitter.finish()
