"""What the settings of every door have in common, and of those that listen on TCP, UDP or TLS."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping

import msgspec


class DoorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """[[doors]] `kind` says what its units speak; `name` stands in logs and metrics, the kind unless given."""

    kind: str
    name: str = ""

    def listeners(self) -> Mapping[str, str]:
        """Way (`tcp`, `udp`, `tls`) to the HOST:PORT it listens on; empty ones are not opened."""
        return {}

    def contradictions(self) -> Iterator[str]:
        """A sentence for each thing that cannot be as it is said."""
        return iter(())


class NetworkSettings(DoorSettings, frozen=True, kw_only=True):
    """[[doors]] A door that listens. Addresses are HOST:PORT; an empty one is not opened.

    `connections` is the most at once, in all and from each source; `rate_per_source` messages a second, 0 for any;
    `idle_s` closes silent connections.
    """

    tcp: str = ""
    connections: int = 30_000
    connections_per_source: int = 2_000
    rate_per_source: float = 200.0
    idle_s: float = 7_200.0

    def listeners(self) -> Mapping[str, str]:
        """TCP."""
        return {"tcp": self.tcp}

    def contradictions(self) -> Iterator[str]:
        """Nothing to listen on."""
        ways = self.listeners()
        if not any(ways.values()):
            yield f": give it at least one of {' or '.join(ways)}, else nothing can knock"
        if self.idle_s <= 0:
            yield f" idle_s = {self.idle_s}: must be above 0"


class TlsSettings(NetworkSettings, frozen=True, kw_only=True):
    """[[doors]] A door that also listens with TLS: `certificate` (chain) and `private_key` are PEM files."""

    tls: str = ""
    certificate: str = ""
    private_key: str = ""

    def listeners(self) -> Mapping[str, str]:
        """TCP and TLS."""
        return {**super().listeners(), "tls": self.tls}

    def contradictions(self) -> Iterator[str]:
        """TLS without a certificate."""
        yield from super().contradictions()
        if self.tls and not (self.certificate and self.private_key):
            yield ": tls needs certificate and private_key"


def bad_networks(networks: tuple[str, ...]) -> Iterator[str]:
    """A sentence for each of `trusted_sources` that is no network in CIDR notation."""
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            yield f" trusted_sources: {network!r} is no network in CIDR notation (10.1.0.0/16)"
