"""A lease in memory on a clock that all nodes share, as the store's own would be."""

from __future__ import annotations

from alarmd.domain.ports import Clock, LedgerUnavailable
from alarmd.services.duty import Holder


class FakeLease:
    """Implements `LeaseStore`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.down = False
        self.holder: Holder | None = None
        self.until_s = 0.0

    async def hold(self, me: Holder, lease_s: float) -> Holder:
        if self.down:
            raise LedgerUnavailable("the fake lease is away")
        now_s = self._clock.monotonic()
        if self.holder is None or self.holder == me or self.until_s <= now_s:
            self.holder, self.until_s = me, now_s + lease_s
        return self.holder

    async def release(self, me: Holder) -> None:
        if self.down:
            raise LedgerUnavailable("the fake lease is away")
        if self.holder == me:
            self.until_s = 0.0
