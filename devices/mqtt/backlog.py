"""Messages that wait in the broker's session while we are away come all at once when we return, with unknown age."""

from __future__ import annotations

NOT_WORTH_TELLING_S = 5.0
AT_ONCE_S = 2.0
"""What comes so soon after we have connected may have waited."""


class Backlog:
    """Tells how long a message may have waited at the broker."""

    def __init__(self) -> None:
        self._connected_s = 0.0
        self._away_s: float | None = 0.0
        self._parted_s: float | None = None

    def connected(self, now_s: float, *, session_kept: bool) -> bool:
        """We are connected; True when the broker has lost a session that it had.

        Nobody knows how long we were away when this is the first time since our start.
        """
        self._connected_s = now_s
        if not session_kept:
            self._away_s = 0.0
        else:
            self._away_s = None if self._parted_s is None else now_s - self._parted_s
        return not session_kept and self._parted_s is not None

    def parted(self, now_s: float) -> None:
        """The connection has ended."""
        self._parted_s = now_s

    def waited(self, now_s: float) -> str:
        """Up to how many seconds a message heard now may have waited: `""` for none, `?` when nobody knows."""
        if now_s - self._connected_s > AT_ONCE_S:
            return ""
        if self._away_s is None:
            return "?"
        return f"{self._away_s:.0f}" if self._away_s > NOT_WORTH_TELLING_S else ""
