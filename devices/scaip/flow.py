"""Flows: over which socket and to whom bytes go back. NAT lets an answer through only where a question came out."""

from __future__ import annotations

from collections.abc import Callable

from protocols.sip import Flow, Via

Address = tuple[str, int]
SendDatagram = Callable[[bytes, Address], None]
SendStream = Callable[[bytes], None]


def reply_address(via: Via, host: str, port: int) -> Address:
    """Where a datagram from `host:port` is answered (RFC 3261 §18.2.2, RFC 3581 §4).

    With `rport`, or from behind NAT (the top Via names another host), to the very source. Only a unit that is
    reached directly and did not ask for `rport` gets its answers at the port it wrote into Via.
    """
    if via.param("rport") is not None or via.host.strip("[]").lower() != host.lower():
        return host, port
    written = via.port if via.port is not None else 5060
    return host, written if 0 < written < 65_536 else port


class Flows:
    """The living sockets of one door, and sending over them."""

    def __init__(self) -> None:
        self._streams: dict[str, tuple[SendStream, Address]] = {}
        self._mute: set[str] = set()
        self._datagrams: tuple[SendDatagram, Address] | None = None

    def open_stream(self, name: str, send: SendStream, here: Address) -> None:
        """A connection lives; `name` is unique while the daemon runs, `here` is our end of it."""
        self._streams[name] = send, here

    def close_stream(self, name: str) -> None:
        """A connection is gone."""
        self._streams.pop(name, None)
        self._mute.discard(name)

    def silence_stream(self, name: str) -> None:
        """The other end has closed its half of a connection: it may still hear, but answers nothing any more."""
        if name in self._streams:
            self._mute.add(name)

    def open_datagrams(self, send: SendDatagram, here: Address) -> None:
        """The UDP socket listens at `here`."""
        self._datagrams = send, here

    def close_datagrams(self) -> None:
        """The UDP socket is gone."""
        self._datagrams = None

    def alive(self, flow: Flow) -> bool:
        """Whether bytes can be sent over it now, as far as we know."""
        return flow.connection in self._streams if flow.connection else self._datagrams is not None

    def converses(self, flow: Flow) -> bool:
        """Whether it lives and the other end can also answer over it."""
        return self.alive(flow) and flow.connection not in self._mute

    def here(self, flow: Flow) -> Address:
        """Our end of a living flow, for Via.

        Raises:
            KeyError: it does not live.
        """
        if flow.connection:
            return self._streams[flow.connection][1]
        if self._datagrams is None:
            raise KeyError(flow.transport)
        return self._datagrams[1]

    def send(self, flow: Flow, octets: bytes) -> bool:
        """Send, and say whether the socket took it."""
        try:
            if flow.connection:
                self._streams[flow.connection][0](octets)
            elif self._datagrams is not None:
                self._datagrams[0](octets, (flow.host, flow.port))
            else:
                return False
        except (KeyError, OSError, OverflowError):
            return False
        return True
