"""The settings of a Setracker door."""

from __future__ import annotations

from typing import Literal

from alarmd.config.doors.base import NetworkSettings


class SetrackerSettings(NetworkSettings, frozen=True, kw_only=True):
    """[[doors]] Setracker watches and pendants over TCP. Their identities are in clear text: keep the port to them.

    `connections` is the most at once, in all and from each source; `rate_per_source` messages a second, 0 for any;
    `idle_s` closes silent connections.
    """

    kind: Literal["setracker"] = "setracker"
