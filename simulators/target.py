"""Where messages go and how: host, port, transport, certificates."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from enum import StrEnum


class Protocol(StrEnum):
    """The two languages our units speak."""

    DC09 = "dc09"
    SCAIP = "scaip"


def demo_protocol(number: int) -> Protocol:
    """What demo unit `number` speaks: even ones DC-09, odd ones SCAIP."""
    return Protocol.SCAIP if number % 2 else Protocol.DC09


def demo_address(protocol: Protocol, number: int) -> str:
    """What demo unit `number` calls itself: DC-09 accounts from 1000, SCAIP controllers from 90000000."""
    return f"{1000 + number:04d}" if protocol is Protocol.DC09 else f"{90000000 + number}"


class Transport(StrEnum):
    """How bytes travel."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"

    @property
    def reliable(self) -> bool:
        """Whether bytes arrive or the connection breaks (RFC 3261 §18)."""
        return self is not Transport.UDP


DEFAULT_PORTS = {
    (Protocol.DC09, Transport.UDP): 12128,
    (Protocol.DC09, Transport.TCP): 12128,
    (Protocol.DC09, Transport.TLS): 12128,
    (Protocol.SCAIP, Transport.UDP): 5060,
    (Protocol.SCAIP, Transport.TCP): 5060,
    (Protocol.SCAIP, Transport.TLS): 5061,
}


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver.

    Attributes:
        ca_file: PEM file of the authority that the receiver's certificate must come from; without one the
            certificate is not checked, as in many units in the field.
    """

    host: str
    port: int
    transport: Transport = Transport.TCP
    ca_file: str | None = None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}/{self.transport.value}"

    def tls(self) -> ssl.SSLContext:
        """The unit's side of TLS, 1.2 at least.

        Raises:
            OSError: the authority's file cannot be read.
        """
        context = ssl.create_default_context(cafile=self.ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.ca_file is None:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def parse_target(text: str, protocol: Protocol, transport: Transport, ca_file: str | None = None) -> Target:
    """Read `HOST`, `HOST:PORT`, `[V6]:PORT` or `:PORT`; the port is the protocol's own unless given.

    Raises:
        ValueError: the port is no number from 1 to 65535, or DC-09 over TLS is asked for.
    """
    if protocol is Protocol.DC09 and transport is Transport.TLS:
        raise ValueError("DC-09 encrypts by itself (--key) and travels over udp or tcp")
    host, port = text, ""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        port = port.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"{port!r} is no port: 1 to 65535")
    number = int(port) if port else DEFAULT_PORTS[protocol, transport]
    return Target(host or "127.0.0.1", number, transport, ca_file)
