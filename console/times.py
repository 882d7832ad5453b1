"""Times and ages as people read them: 24 hours, the place's own zone, ages counted by the daemon's clock."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


def local(at_ms: int, zone: tzinfo) -> datetime:
    """A moment in the place's zone."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)


def clock(at_ms: int, zone: tzinfo) -> str:
    """`14:03:22`."""
    return f"{local(at_ms, zone):%H:%M:%S}"


def moment(at_ms: int, now_ms: int, zone: tzinfo) -> str:
    """`14:03:22` today, `2026-03-01 14:03` another day, a dash for never."""
    if at_ms <= 0:
        return "–"
    at = local(at_ms, zone)
    return f"{at:%H:%M:%S}" if at.date() == local(now_ms, zone).date() else f"{at:%Y-%m-%d %H:%M}"


def age(elapsed_ms: int) -> str:
    """`0:07`, `12:31`, `3 h 05`, `2 d 4 h`; never negative."""
    seconds = max(0, elapsed_ms) // 1000
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02}"
    hours = seconds // 3600
    return f"{hours} h {seconds % 3600 // 60:02}" if hours < 24 else f"{hours // 24} d {hours % 24} h"
