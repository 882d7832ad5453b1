"""The clock inside a unit, which may be wrong until a receiver sets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Wall = Callable[[], datetime]


def wall_now() -> datetime:
    """The real time, aware UTC: the one place where the simulators read it."""
    return datetime.now(UTC)


class UnitClock:
    """Real time plus an error in seconds; `stuck` clocks are deaf to corrections."""

    def __init__(self, skew_s: float = 0.0, *, stuck: bool = False, wall: Wall = wall_now) -> None:
        self._error = timedelta(seconds=skew_s)
        self._stuck = stuck
        self._wall = wall

    @property
    def skew_s(self) -> float:
        """The present error, seconds; positive when the unit is ahead."""
        return self._error.total_seconds()

    def now(self) -> datetime:
        """What the unit believes, aware UTC."""
        return self._wall() + self._error

    def set(self, told: datetime) -> bool:
        """Believe the receiver's time; false when the clock cannot be moved."""
        if self._stuck:
            return False
        self._error = told - self._wall()
        return True
