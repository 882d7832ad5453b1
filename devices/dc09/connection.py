"""One TCP connection of the DC-09 door: frames in, answers out in the order of the frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from twisted.internet.interfaces import IAddress

from devices.connection import AnsweringConnection
from protocols.dc09 import Frame, Rejected, Splitter

if TYPE_CHECKING:
    from devices.dc09.listener import Dc09Door


class Dc09Connection(AnsweringConnection[Frame | Rejected]):
    """From accept to close."""

    def __init__(self, door: Dc09Door, peer: IAddress) -> None:
        super().__init__(door, peer)
        self._reception = door.reception
        self._splitter = Splitter()

    def _cut(self, octets: bytes) -> Sequence[Frame | Rejected]:
        return self._splitter.feed(octets)

    def _take(self, item: Frame | Rejected) -> None:
        if isinstance(item, Frame):
            self._reception.receive(item, self.source, self._answers.place())
        else:
            self._reception.reject(item, self.source)

    def _spares(self, item: Frame | Rejected) -> bool:
        return isinstance(item, Frame) and self._reception.spares(item)

    def _cut_short(self) -> Sequence[Frame | Rejected]:
        return self._splitter.finish()
