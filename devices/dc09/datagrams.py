"""The UDP side of the DC-09 door: one datagram is one frame, answered to where it came from."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from devices.datagram_socket import DatagramSocket
from protocols.dc09 import Frame, read_datagram

if TYPE_CHECKING:
    from devices.dc09.listener import Dc09Door

log = logging.getLogger(__name__)


class Datagrams(DatagramSocket):
    """The UDP socket."""

    def __init__(self, door: Dc09Door) -> None:
        super().__init__()
        self._door = door

    def datagramReceived(self, octets: bytes, peer: tuple[str, int]) -> None:
        """Feed the codec."""
        host, source = peer[0], f"{peer[0]}:{peer[1]}"
        item = read_datagram(octets)
        door = self._door
        spared = isinstance(item, Frame) and door.reception.spares(item)
        if not door.gate.admits(host, door.centre.clock.monotonic()) and not spared:
            door.refuse("rate")
            return
        if not isinstance(item, Frame):
            door.reception.reject(item, source)
            return
        self.owed += 1

        def send(answer: bytes) -> None:
            self.owed -= 1
            if answer and self._socket is not None:
                try:
                    self._socket.sendto(answer, peer)
                except OSError as error:
                    # The unit repeats, as it does when an answer is lost on the way.
                    log.info("an answer could not be sent: %s", error.strerror)

        door.reception.receive(item, source, send)
