"""Which operators have a console on the feed: one that stays away loses its claims (DESIGN §6 *Console feed*)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from alarmd.domain.ports import Clock

ABSENT_S = 10.0
"""Seconds without any console of the operator after which the operator's claims go back to the queue."""

log = logging.getLogger(__name__)


class Presence:
    """Counts the consoles of each operator on this node and releases the claims of one who is gone.

    Several consoles may belong to one operator; the last one counts. A console that comes back within `ABSENT_S`
    has lost nothing.
    """

    def __init__(self, clock: Clock, release_owner: Callable[[str, str], int]) -> None:
        self._clock = clock
        self._release = release_owner
        self._consoles: dict[str, int] = {}
        self._gone_at_s: dict[str, float] = {}
        self._bell = asyncio.Event()

    def arrived(self, operator: str) -> None:
        """A console of `operator:7` is on the feed."""
        self._consoles[operator] = self._consoles.get(operator, 0) + 1
        self._gone_at_s.pop(operator, None)

    def left(self, operator: str, last_heard_s: float) -> None:
        """A console is gone; it was last heard at `last_heard_s` (monotonic), from which its absence counts."""
        count = self._consoles.get(operator, 0) - 1
        if count > 0:
            self._consoles[operator] = count
            return
        self._consoles.pop(operator, None)
        self._gone_at_s[operator] = last_heard_s
        self._bell.set()

    def is_here(self, operator: str) -> bool:
        """True while at least one console of the operator is connected."""
        return operator in self._consoles

    async def run(self) -> None:
        """Release those who are gone, for as long as the daemon lives."""
        while True:
            if not self._gone_at_s:
                self._bell.clear()
                await self._bell.wait()
            soonest = min(self._gone_at_s.values(), default=self._clock.monotonic()) + ABSENT_S
            await self._clock.wait_until(soonest, self._bell)
            self._release_due()

    def _release_due(self) -> None:
        now = self._clock.monotonic()
        for operator in [o for o, gone in self._gone_at_s.items() if gone + ABSENT_S <= now]:
            del self._gone_at_s[operator]
            count = self._release(operator, "console_absent")
            log.info("no console of %s for %.0f s: %d claims go back to the queue", operator, ABSENT_S, count)
