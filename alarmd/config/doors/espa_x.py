"""The settings of a door for ESPA-X 1.00."""

from __future__ import annotations

from typing import Literal

from alarmd.config.doors.base import TlsSettings


class EspaXSettings(TlsSettings, frozen=True, kw_only=True):
    """[[doors]] ESPA-X 1.00 over TCP and TLS; the port is agreed with the sender.

    `certificate` and `private_key` (PEM files) are for TLS. `connections` is the most at once, in all and from each
    source; `rate_per_source` messages a second, 0 for any; `idle_s` closes silent connections.
    """

    kind: Literal["espa_x"] = "espa_x"
    idle_s: float = 150.0
