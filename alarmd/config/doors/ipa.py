"""The settings of a door for IPA 1.0 (draft)."""

from __future__ import annotations

from typing import Literal

from alarmd.config.doors.base import TlsSettings


class IpaSettings(TlsSettings, frozen=True, kw_only=True):
    """[[doors]] IPA 1.0 (draft) over TCP and TLS; the port is agreed with the sender.

    `certificate` and `private_key` (PEM files) are for TLS. `connections` is the most at once, in all and from each
    source; `rate_per_source` messages a second, 0 for any; `idle_s` closes silent connections.
    """

    kind: Literal["ipa"] = "ipa"
    idle_s: float = 600.0
