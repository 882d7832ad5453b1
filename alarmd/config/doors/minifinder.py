"""The settings of a MiniFinder door."""

from __future__ import annotations

from typing import Literal

from alarmd.config.doors.base import NetworkSettings


class MinifinderSettings(NetworkSettings, frozen=True, kw_only=True):
    """[[doors]] Eview EV-07B (MiniFinder) pendants over TCP. Their identities are in clear text: keep the port to them.

    `connections` is the most at once, in all and from each source; `rate_per_source` messages a second, 0 for any;
    `idle_s` closes silent connections.
    """

    kind: Literal["minifinder"] = "minifinder"
