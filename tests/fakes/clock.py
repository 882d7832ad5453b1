"""A clock that moves only when a test moves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from alarmd.domain.ports import Doorbell
from tests.fakes.loop import settle

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class ManualClock:
    """Implements `Clock`. `advance` stops at each waiter's deadline on the way and lets it act there."""

    def __init__(self, at: datetime = START, monotonic_s: float = 1_000.0) -> None:
        self._at = at
        self._s = monotonic_s
        self._waiters: dict[asyncio.Future[object], float] = {}

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._s

    async def wait_until(self, deadline_s: float, doorbell: Doorbell | None = None) -> bool:
        if doorbell is not None and doorbell.is_set():
            doorbell.clear()
            return True
        if deadline_s <= self._s:
            return False
        due: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiters[due] = deadline_s
        ring: asyncio.Future[object] = asyncio.ensure_future(
            doorbell.wait() if doorbell is not None else asyncio.Event().wait()
        )
        try:
            await asyncio.wait({due, ring}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._waiters.pop(due, None)
            ring.cancel()
            await asyncio.gather(ring, return_exceptions=True)
        if doorbell is not None and doorbell.is_set():
            doorbell.clear()
            return True
        return False

    def jump(self, seconds: float) -> None:
        """Move both clocks at once, as a suspended machine would; waiters wake afterwards."""
        self._at += timedelta(seconds=seconds)
        self._s += seconds
        self._wake()

    def step(self, seconds: float) -> None:
        """Set the wall clock without the monotonic one, as an operator or NTP would."""
        self._at += timedelta(seconds=seconds)

    async def advance(self, seconds: float) -> None:
        """Move both clocks, stopping at every deadline that somebody waits for."""
        end = self._s + seconds
        await settle()
        while self._waiters and (first := min(self._waiters.values())) <= end:
            self.jump(max(0.0, first - self._s))
            await settle()
        self.jump(max(0.0, end - self._s))
        await settle()

    def _wake(self) -> None:
        for waiter, deadline in list(self._waiters.items()):
            if deadline <= self._s and not waiter.done():
                waiter.set_result(None)
