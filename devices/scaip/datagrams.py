"""The UDP side of the SCAIP door: one datagram is one SIP message."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from twisted.internet.protocol import DatagramProtocol

from devices.scaip.flow import Address
from devices.udp_drops import kernel_drops
from protocols.sip import Flow, Request, parse_datagram

if TYPE_CHECKING:
    from devices.scaip.listener import ScaipDoor

RECEIVE_BUFFER = 8 * 1024 * 1024
"""Bytes the kernel may hold for us while the loop is busy; it grants what net.core.rmem_max allows."""

_ANSWER = b"SIP/2.0 "


class Datagrams(DatagramProtocol):
    """The UDP socket. What comes too fast from one source is left to be repeated, but not alarms of known units."""

    noisy = False

    def __init__(self, door: ScaipDoor) -> None:
        self._door = door
        self._socket: socket.socket | None = None

    def startProtocol(self) -> None:
        """The socket is there."""
        self._socket = self.transport.getHandle()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        here = self._socket.getsockname()
        self._door.flows.open_datagrams(self._send, (here[0], here[1]))

    def stopProtocol(self) -> None:
        """The socket is gone; answers that come now have nowhere to go."""
        self._socket = None
        self._door.flows.close_datagrams()

    def stop_taking(self) -> None:
        """Read no more; answers still leave."""
        if self._socket is not None:
            self.transport.stopReading()

    def drops(self) -> int:
        """Datagrams the kernel has thrown away on this socket because we were slow."""
        return kernel_drops(self._socket)

    def datagramReceived(self, octets: bytes, peer: Address) -> None:
        """Feed the codec. Answers to our verdicts do not count against a source's rate."""
        door = self._door
        event = parse_datagram(octets)
        if (
            not octets.startswith(_ANSWER)
            and not door.gate.admits(peer[0], door.centre.clock.monotonic())
            and not (isinstance(event, Request) and door.reception.spares(event))
        ):
            door.refuse("rate")
            return
        door.reception.receive(event, Flow("UDP", peer[0], peer[1]))

    def _send(self, octets: bytes, peer: Address) -> None:
        if self._socket is None:
            raise OSError("the socket is closed")
        self._socket.sendto(octets, peer)
