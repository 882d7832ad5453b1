"""The real clock, and one that a test can move from outside; the only readers of the machine's time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

from alarmd.domain.ports import Doorbell


class SystemClock:
    """The machine's clocks behind the `Clock` port."""

    def now(self) -> datetime:
        """The wall clock, aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()

    async def wait_until(self, deadline_s: float, doorbell: Doorbell | None = None) -> bool:
        """Return False when `monotonic()` has reached `deadline_s`, True when the doorbell rang first."""
        return await _wait(deadline_s - self.monotonic(), doorbell)


class MovableClock(SystemClock):
    """A clock that `[testing] clock_socket` moves: both clocks jump forward together, and waiters notice."""

    def __init__(self) -> None:
        self._offset_s = 0.0
        self._moved = asyncio.Event()

    def advance(self, seconds: float) -> None:
        """Jump forward by `seconds` (>= 0).

        Raises:
            ValueError: for a negative jump, since monotonic time cannot go back.
        """
        if seconds < 0:
            raise ValueError(f"the clock cannot go back: {seconds} s")
        self._offset_s += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def now(self) -> datetime:
        """The wall clock plus what it was moved by."""
        return super().now() + timedelta(seconds=self._offset_s)

    def monotonic(self) -> float:
        """The monotonic clock plus what it was moved by."""
        return super().monotonic() + self._offset_s

    async def wait_until(self, deadline_s: float, doorbell: Doorbell | None = None) -> bool:
        """As `SystemClock`, and looks again each time the clock was moved."""
        bell: Doorbell = doorbell or asyncio.Event()
        while (left := deadline_s - self.monotonic()) > 0:
            moved = self._moved
            ring = asyncio.ensure_future(bell.wait())
            jump = asyncio.ensure_future(moved.wait())
            try:
                await asyncio.wait((ring, jump), timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                ring.cancel()
                jump.cancel()
                await asyncio.gather(ring, jump, return_exceptions=True)
            if bell.is_set():
                bell.clear()
                return True
        return False


async def _wait(delay_s: float, doorbell: Doorbell | None) -> bool:
    if doorbell is None:
        await asyncio.sleep(max(0.0, delay_s))
        return False
    if not doorbell.is_set():
        if delay_s <= 0:
            return False
        try:
            async with asyncio.timeout(delay_s):
                await doorbell.wait()
        except TimeoutError:
            return False
    doorbell.clear()
    return True
