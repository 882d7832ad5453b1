"""The settings of a SCAIP door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from alarmd.config.doors.base import TlsSettings, bad_networks


class ScaipSettings(TlsSettings, frozen=True, kw_only=True):
    """[[doors]] SCAIP (SS 91100) in SIP over UDP, TCP and TLS.

    `realm` and `challenge` are for digest; without a challenge everything from `trusted_sources` (networks in CIDR
    notation) is let in unasked. `unknown_units` says whether a sender nobody knows is heard. `hold` lets a call wait.
    `voice` says how calls come about, `voice_media` what is heard, for `voice_minutes`. `heartbeat_minutes` sets the
    units' interval, 0 leaves it alone. `certificate` and `private_key` (PEM files) are for TLS. `connections` is the
    most at once, in all and from each source; `rate_per_source` messages a second, 0 for any; `idle_s` closes silent
    connections.
    """

    kind: Literal["scaip"] = "scaip"
    udp: str = ""
    realm: str = "alarmd"
    challenge: bool = True
    trusted_sources: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    unknown_units: Literal["take", "refuse"] = "take"
    hold: bool = False
    voice: Literal["none", "device_calls", "call_number", "call_back"] = "device_calls"
    voice_media: Literal["duplex", "listen", "speak"] = "duplex"
    voice_number: str = ""
    voice_minutes: int = 5
    heartbeat_minutes: int = 0

    def listeners(self) -> Mapping[str, str]:
        """TCP, TLS and UDP."""
        return {**super().listeners(), "udp": self.udp}

    def contradictions(self) -> Iterator[str]:
        """Voice, networks and the numbers that SCAIP bounds."""
        yield from super().contradictions()
        yield from bad_networks(self.trusted_sources)
        if self.voice == "call_number" and not self.voice_number:
            yield " voice = 'call_number' needs voice_number (sip:… or gsm:…)"
        if not 1 <= self.voice_minutes <= 60:
            yield f" voice_minutes = {self.voice_minutes}: SCAIP allows 1 to 60"
        if not 0 <= self.heartbeat_minutes <= 1_440:
            yield f" heartbeat_minutes = {self.heartbeat_minutes}: SCAIP allows 1 to 1440, 0 leaves it alone"
