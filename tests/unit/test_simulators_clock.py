"""A unit's clock: wrong until it is told, or wrong for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from simulators.clock import UnitClock, wall_now

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_skewed_clock_believes_what_it_is_told() -> None:
    clock = UnitClock(90.0, wall=lambda: NOW)
    assert clock.now() == NOW + timedelta(seconds=90)
    assert clock.set(NOW + timedelta(seconds=2))
    assert clock.now() == NOW + timedelta(seconds=2)
    assert clock.skew_s == 2


def test_a_stuck_clock_does_not() -> None:
    clock = UnitClock(-90.0, stuck=True, wall=lambda: NOW)
    assert not clock.set(NOW)
    assert clock.skew_s == -90


def test_the_wall_is_aware() -> None:
    assert wall_now().tzinfo is UTC
