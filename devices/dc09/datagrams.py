"""The UDP side of the DC-09 door: one datagram is one frame, answered to where it came from."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

from twisted.internet.protocol import DatagramProtocol

from devices.udp_drops import kernel_drops
from protocols.dc09 import Frame, read_datagram

if TYPE_CHECKING:
    from devices.dc09.listener import Dc09Door

log = logging.getLogger(__name__)

RECEIVE_BUFFER = 8 * 1024 * 1024
"""Bytes the kernel may hold for us while the loop is busy; it grants what net.core.rmem_max allows."""


class Datagrams(DatagramProtocol):
    """One UDP socket."""

    noisy = False

    def __init__(self, door: Dc09Door) -> None:
        self._door = door
        self._owed = 0
        self._socket: socket.socket | None = None

    @property
    def owed(self) -> int:
        """Answers that have not left yet."""
        return self._owed

    def startProtocol(self) -> None:
        """The socket is there."""
        self._socket = self.transport.getHandle()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)

    def stopProtocol(self) -> None:
        """The socket is gone; answers that come now have nowhere to go."""
        self._socket = None

    def stop_taking(self) -> None:
        """Read no more; answers still leave."""
        if self._socket is not None:
            self.transport.stopReading()

    def drops(self) -> int:
        """Datagrams the kernel has thrown away on this socket because we were slow; 0 where it does not tell."""
        return kernel_drops(self._socket)

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
        self._owed += 1

        def send(answer: bytes) -> None:
            self._owed -= 1
            if answer and self._socket is not None:
                try:
                    self._socket.sendto(answer, peer)
                except OSError as error:
                    # The unit repeats, as it does when an answer is lost on the way.
                    log.info("an answer could not be sent: %s", error.strerror)

        door.reception.receive(item, source, send)
