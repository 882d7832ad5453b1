"""Timestamps: `HH:MM:SS,MM-DD-YYYY`, the unit's own way of keeping time, and the window (DC-09 5.5.1.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from protocols.dc09.errors import BadTimestampError

_TIMESTAMP = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2}),(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class DeviceClock:
    """How one unit writes the time (sheet §7.6).

    Attributes:
        zone: zone of its wall clock; None is UTC, as the standard wants it.
        month_error: what it adds to the month by mistake: -1 (a program that counts from 0), 0 or 1.
    """

    zone: ZoneInfo | None = None
    month_error: int = 0


UTC_CLOCK = DeviceClock()


@dataclass(frozen=True, slots=True)
class Window:
    """How far a unit's clock may be off, whole seconds, unit minus receiver, borders included."""

    earliest_s: int = -40
    latest_s: int = 20


STANDARD_WINDOW = Window()


def format_timestamp(now: datetime, clock: DeviceClock = UTC_CLOCK) -> str:
    """Write the aware time `now` as the unit keeps it, whole seconds, without the underscore.

    The month is always the right one: a unit takes a NAK's time for the truth (sheet §3).
    """
    at = now.astimezone(clock.zone or UTC)
    return f"{at.hour:02}:{at.minute:02}:{at.second:02},{at.month:02}-{at.day:02}-{at.year:04}"


def parse_timestamp(text: str, arrived_at: datetime, clock: DeviceClock = UTC_CLOCK) -> datetime:
    """Read a timestamp written by `clock` as aware UTC.

    In the hour that comes twice in autumn, and the one that never comes in spring, the reading nearest to
    `arrived_at` is taken.

    Raises:
        BadTimestampError: another form, or a day that is not in the calendar.
    """
    parts = _TIMESTAMP.fullmatch(text)
    if parts is None:
        raise BadTimestampError("the time is not HH:MM:SS,MM-DD-YYYY")
    hour, minute, second, month, day, year = map(int, parts.groups())
    try:
        wall = datetime(year, month - clock.month_error, day, hour, minute, second, tzinfo=clock.zone or UTC)
        if clock.zone is None:
            return wall
        readings = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    except (ValueError, OverflowError) as wrong:
        raise BadTimestampError(f"no such time: {wrong}") from wrong
    return min(readings, key=lambda at: abs(at - arrived_at))


def skew_s(sent_at: datetime, now: datetime) -> int:
    """Return the unit's time minus ours in whole seconds; its stamp has no fraction, so ours has none."""
    return int((sent_at - now.replace(microsecond=0)).total_seconds())


def in_window(sent_at: datetime, now: datetime, window: Window = STANDARD_WINDOW) -> bool:
    """Tell whether a unit's time is close enough to ours: -40 s to +20 s unless the window says otherwise."""
    return window.earliest_s <= skew_s(sent_at, now) <= window.latest_s
