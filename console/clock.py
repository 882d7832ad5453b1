"""Where the console's time comes from: passed in, so that tests and pictures can hold it still."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Two clocks: the wall's for people, a steady one for durations."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC, as this computer believes."""

    def monotonic(self) -> float:
        """Seconds that never jump."""


class SystemClock:
    """The computer's own clocks."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()
