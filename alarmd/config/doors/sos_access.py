"""The settings of a SOS Access door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from zoneinfo import ZoneInfo

from alarmd.config.doors.base import TlsSettings


class SosAccessSettings(TlsSettings, frozen=True, kw_only=True):
    """[[doors]] SOS Access v4 over TCP and TLS; the port is agreed with each installer.

    `header` says whether an alarm without XML declaration is answered with status 100 (it is raised all the same).
    Pings of one transmitter closer than `ping_least_s` are answered with status 101, 0 for any. `time_zone` is that of
    the arrival time in answers. `certificate` and `private_key` (PEM files) are for TLS. `connections` is the most at
    once, in all and from each source; `rate_per_source` messages a second, 0 for any; `idle_s` closes silent
    connections.
    """

    kind: Literal["sos_access"] = "sos_access"
    header: Literal["required", "optional"] = "required"
    ping_least_s: float = 5.0
    time_zone: str = "Europe/Stockholm"
    idle_s: float = 5.0

    def contradictions(self) -> Iterator[str]:
        """A time zone that is none."""
        yield from super().contradictions()
        try:
            ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):
            yield f" time_zone = {self.time_zone!r}: there is no such zone (Europe/Stockholm is one)"
