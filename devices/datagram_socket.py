"""What the UDP side of a door is made of: a large buffer, the kernel's own count of losses, and a quiet end."""

from __future__ import annotations

import socket

from twisted.internet.protocol import DatagramProtocol

from devices.udp_drops import kernel_drops

RECEIVE_BUFFER = 8 * 1024 * 1024
"""Bytes the kernel may hold for us while the loop is busy; it grants what net.core.rmem_max allows."""


class DatagramSocket(DatagramProtocol):
    """One UDP socket; a door's own class says what a datagram is.

    Attributes:
        owed: answers that have not left yet.
    """

    noisy = False

    def __init__(self) -> None:
        self.owed = 0
        self._socket: socket.socket | None = None

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
