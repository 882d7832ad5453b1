"""The state of the feed's connection, as the link lamp and a headless console need it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SILENCE_S = 5.0
"""After this long without a word from the daemon (it pings each 3 s) the board counts as old."""


class LinkState(StrEnum):
    """Where the connection stands. `refused`: the daemon does not want us until something is changed."""

    CONNECTING = "connecting"
    UP = "up"
    LOST = "lost"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Link:
    """A snapshot of the connection.

    Attributes:
        reason: why it is not up: a goodbye's reason (`stopping`, `slow`, `unauthorized`, …) or `unreachable`, `silent`,
            `gap`, `protocol`. text: the daemon's own sentence, if it gave one.
        heard_s: monotonic time of the last frame, seconds. ahead_ms: daemon's clock minus ours, milliseconds.
        shown_p50_ms, shown_p99_ms: wire to painted during the last minute, measured by the daemon.
        units, silent, degraded: for the status line. connections: how often a connection came up.
    """

    state: LinkState = LinkState.CONNECTING
    reason: str = ""
    text: str = ""
    heard_s: float = 0.0
    ahead_ms: int = 0
    shown_p50_ms: float = 0.0
    shown_p99_ms: float = 0.0
    units: int = 0
    silent: int = 0
    degraded: tuple[str, ...] = ()
    connections: int = 0

    def old(self, now_s: float) -> bool:
        """Whether the board can no longer be trusted: nothing heard for 5 s."""
        return now_s - self.heard_s >= SILENCE_S
