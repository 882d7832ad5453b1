"""The UDP side of the SCAIP door: one datagram is one SIP message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devices.datagram_socket import DatagramSocket
from devices.scaip.flow import Address
from protocols.sip import Flow, Request, parse_datagram

if TYPE_CHECKING:
    from devices.scaip.listener import ScaipDoor

_ANSWER = b"SIP/2.0 "


class Datagrams(DatagramSocket):
    """The UDP socket. What comes too fast from one source is left to be repeated, but not alarms of known units."""

    def __init__(self, door: ScaipDoor) -> None:
        super().__init__()
        self._door = door

    def startProtocol(self) -> None:
        """The socket is there: verdicts may leave on it."""
        super().startProtocol()
        here = self.transport.getHost()
        self._door.flows.open_datagrams(self._send, (here.host, here.port))

    def stopProtocol(self) -> None:
        """The socket is gone; answers that come now have nowhere to go."""
        super().stopProtocol()
        self._door.flows.close_datagrams()

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
