"""What the settings of every serial door have in common: the line, and the base station at its other end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from alarmd.config.doors.base import DoorSettings

_URL = re.compile(r"/.+|(socket|rfc2217)://[^/@]+:\d+.*")


class SerialSettings(DoorSettings, frozen=True, kw_only=True):
    """[[doors]] A serial line with a base station.

    `url` is a device (/dev/serial/by-id/…), `socket://host:port` or `rfc2217://host:port`. `baud`, `bits`, `parity`,
    `stop_bits` and `flow` must be those of the station. `plugged` is the signal that says the cable is in. `silent_s`
    of silence, seconds, are told about, 0 never. `prefix` stands before each account in the unit's address, for two
    stations with equal accounts. `station` is the address of the station itself, if it is registered as a unit.
    """

    url: str = ""
    baud: int = 9600
    bits: Literal[7, 8] = 8
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    flow: Literal["none", "rtscts", "xonxoff"] = "none"
    plugged: Literal["none", "dsr", "cd", "cts"] = "none"
    silent_s: float = 120.0
    prefix: str = ""
    station: str = ""

    @property
    def longest_silence_s(self) -> float:
        """Seconds of silence that are told about; 0 never."""
        return self.silent_s

    def contradictions(self) -> Iterator[str]:
        """No line to open, or numbers that cannot be."""
        if not _URL.fullmatch(self.url):
            yield f" url = {self.url!r}: write a device (/dev/ttyUSB0), socket://host:port or rfc2217://host:port"
        if not 50 <= self.baud <= 4_000_000:
            yield f" baud = {self.baud}: must be 50 to 4000000"
        if self.silent_s < 0:
            yield f" silent_s = {self.silent_s}: must be above 0, or 0 for never"
        if self.plugged != "none" and self.url.startswith("socket:"):
            yield " plugged: socket:// carries no signals; use rfc2217:// or leave it out"
