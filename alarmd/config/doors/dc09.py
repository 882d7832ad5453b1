"""The settings of a DC-09 door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from alarmd.config.doors.base import NetworkSettings


class Dc09Settings(NetworkSettings, frozen=True, kw_only=True):
    """[[doors]] SIA DC-09 over TCP and UDP; frames carry their own AES, so there is no TLS.

    `key` is the default key for encrypted frames, `hex:…` or `text:…`. `window` is whether device clocks are checked
    (−40 s to +20 s). `connections` is the most at once, in all and from each source; `rate_per_source` messages a
    second, 0 for any; `idle_s` closes silent connections.
    """

    kind: Literal["dc09"] = "dc09"
    udp: str = ""
    key: str = ""
    window: bool = True

    def listeners(self) -> Mapping[str, str]:
        """TCP and UDP."""
        return {**super().listeners(), "udp": self.udp}

    def contradictions(self) -> Iterator[str]:
        """A key that could be read two ways."""
        yield from super().contradictions()
        if self.key and not self.key.startswith(("hex:", "text:")):
            yield " key: begin it with hex: or text: (32 hex digits could be either)"
