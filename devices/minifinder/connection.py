"""One pendant's connection: frames in, answers out in the order of the frames; kept open for as long as it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IAddress

from devices.connection import AnsweringConnection
from protocols.minifinder import Frame, Item, Splitter

if TYPE_CHECKING:
    from devices.minifinder.listener import MinifinderDoor


class MinifinderConnection(AnsweringConnection[Item]):
    """From accept to close."""

    def __init__(self, door: MinifinderDoor, peer: IAddress) -> None:
        super().__init__(door, peer)
        self._reception = door.reception
        self._splitter = Splitter()
        self._imei = ""

    def _cut(self, octets: bytes) -> Sequence[Item]:
        return self._splitter.feed(octets)

    def _take(self, item: Item) -> None:
        if isinstance(item, Frame):
            self._imei = self._reception.receive(item, self.source, self._imei, self._answers.place())
        else:
            self._reception.reject(item, self.source)

    def _spares(self, item: Item) -> bool:
        return isinstance(item, Frame) and self._reception.spares(item, self._imei)

    def _cut_short(self) -> Sequence[Item]:
        return self._splitter.finish()
