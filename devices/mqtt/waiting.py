"""What is done again a little later: messages for which the centre has no room, and those above their sender's rate.

Their acknowledgement is withheld meanwhile. There is an end to it: above `MOST` only life-safety may still wait, the
rest is let go, so that the broker keeps it and sends it again once all is calm (`owes`).
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from itertools import count

from alarmd.domain.ports import Clock

MOST = 10_000
_FOREVER_S = 3_600.0


class Waiting:
    """Acts on a clock, soonest first.

    Args:
        is_calm: nothing is on its way that may have to wait again.

    Attributes:
        owes: something was let go and should be asked for again.
    """

    def __init__(self, clock: Clock, is_calm: Callable[[], bool], most: int = 0) -> None:
        self._clock = clock
        self._is_calm = is_calm
        self._most = most or MOST
        self._acts: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()
        self._bell = asyncio.Event()
        self.owes = False

    def __len__(self) -> int:
        return len(self._acts)

    def later(self, pause_s: float, act: Callable[[], None], *, is_urgent: bool) -> bool:
        """Do `act` in `pause_s`; False when there is no room and it is not urgent: it is then owed."""
        if len(self._acts) >= self._most and not is_urgent:
            self.owes = True
            return False
        heapq.heappush(self._acts, (self._clock.monotonic() + pause_s, next(self._numbers), act))
        self._bell.set()
        return True

    def look(self) -> None:
        """It may have become calm."""
        if self.owes:
            self._bell.set()

    async def run(self) -> None:
        """Act when it is time; returns when all is calm and something is owed, so that it can be asked for again."""
        while True:
            now_s = self._clock.monotonic()
            while self._acts and self._acts[0][0] <= now_s:
                heapq.heappop(self._acts)[2]()
            if self.owes and not self._acts and self._is_calm():
                self.owes = False
                return
            until_s = self._acts[0][0] if self._acts else now_s + _FOREVER_S
            await self._clock.wait_until(until_s, self._bell)
