"""One watch's connection: frames in, answers out in the order of the frames; kept open for as long as it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IAddress

from devices.connection import AnsweringConnection
from protocols.setracker import Frame, Item, Splitter

if TYPE_CHECKING:
    from devices.setracker.listener import SetrackerDoor


class SetrackerConnection(AnsweringConnection[Item]):
    """From accept to close."""

    def __init__(self, door: SetrackerDoor, peer: IAddress) -> None:
        super().__init__(door, peer)
        self._reception = door.reception
        self._splitter = Splitter()

    def _cut(self, octets: bytes) -> Sequence[Item]:
        return self._splitter.feed(octets)

    def _take(self, item: Item) -> None:
        if isinstance(item, Frame):
            self._reception.receive(item, self.source, self._answers.place())
        else:
            self._reception.reject(item, self.source)

    def _spares(self, item: Item) -> bool:
        return isinstance(item, Frame) and self._reception.spares(item)

    def _cut_short(self) -> Sequence[Item]:
        return self._splitter.finish()
