"""Receipts for painted signals: collected, sent in lists, and said again when a connection broke under them."""

from __future__ import annotations

from collections.abc import Iterable


class Receipts:
    """Collects signal ids; what was sent shortly before a break is sent once more (the daemon takes the first)."""

    def __init__(self) -> None:
        self._unsent: dict[int, None] = {}
        self._sent: dict[int, None] = {}
        self._older: dict[int, None] = {}

    def add(self, signals: Iterable[int]) -> None:
        """These are on the screen now."""
        self._unsent.update(dict.fromkeys(signals))

    def take(self) -> list[int]:
        """What to send now, oldest first."""
        signals = list(self._unsent)
        self._sent.update(self._unsent)
        self._unsent.clear()
        return signals

    def heard(self) -> None:
        """The daemon pinged: what was sent before the ping before this one has arrived."""
        self._older, self._sent = self._sent, {}

    def repeat(self) -> None:
        """A new connection: say again what may have been lost."""
        self._unsent = {**self._older, **self._sent, **self._unsent}
        self._older, self._sent = {}, {}
