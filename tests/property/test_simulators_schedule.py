"""The fleet's schedule on no clock at all: even, seeded, and every beat exactly once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.schedule import BeatSchedule, PressSchedule


@given(st.integers(1, 300), st.floats(0.5, 3600), st.integers(0, 2**32), st.lists(st.floats(0, 3), max_size=40))
def test_each_unit_beats_once_per_interval_however_the_ticks_fall(
    units: int, interval: float, seed: int, steps: list[float]
) -> None:
    schedule = BeatSchedule(units, interval, seed)
    now, beats = 0.0, [0] * units
    for step in [*steps, 0.0]:
        now += step * interval
        for unit in schedule.due(now):
            beats[unit] += 1
    whole = int(now / interval)
    assert all(whole - 1 <= b <= whole + 1 for b in beats)
    assert max(beats) - min(beats) <= 1


def test_the_spread_is_even() -> None:
    schedule = BeatSchedule(20_000, 60.0, seed=1)
    per_tenth = [len(schedule.due((tick + 1) / 10)) for tick in range(600)]
    assert sum(per_tenth) == 20_000
    assert max(per_tenth) <= 36
    assert min(per_tenth) >= 31


def test_a_unit_keeps_its_place_in_the_interval() -> None:
    schedule = BeatSchedule(50, 10.0, seed=3)
    rounds = [schedule.due(10.0 * (n + 1)) for n in range(3)]
    assert rounds[0] == rounds[1] == rounds[2]
    assert sorted(rounds[0]) == list(range(50))


def test_the_seed_decides() -> None:
    one, same, other = BeatSchedule(100, 60, 1), BeatSchedule(100, 60, 1), BeatSchedule(100, 60, 2)
    order = one.due(60)
    assert order == same.due(60)
    assert order != other.due(60)
    assert order != sorted(order)


@pytest.mark.parametrize(("units", "interval"), [(0, 60), (10, 0), (10, -1)])
def test_a_fleet_without_units_or_interval_is_refused(units: int, interval: float) -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        BeatSchedule(units, interval, 1)


def test_presses_come_at_their_rate_from_all_over_the_fleet() -> None:
    presses = PressSchedule(200, per_minute=30, seed=4)
    pressed = [unit for second in range(3600) for unit in presses.due(second)]
    assert 1_650 < len(pressed) < 1_950
    assert len(set(pressed)) == 200
    again = PressSchedule(200, per_minute=30, seed=4)
    assert pressed == again.due(3599)


def test_a_rate_of_nothing_presses_never() -> None:
    assert PressSchedule(10, 0, 1).due(1e9) == []
    with pytest.raises(ValueError, match="0 or more"):
        PressSchedule(10, -1, 1)
