"""What is remembered of pendants, which times are believed, and what alarms are to people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.pendant import SOS, UNKNOWN, Pendants, Place, believed, spell_age
from devices.reception import Reception
from tests.fakes.centre import NOON, TestCentre

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="minifinder", address="350000000000017")
HERE = Place(59.3, 18.0, NOON, True, "gps, 9 sat")


@pytest.mark.parametrize(
    ("seconds", "text"), [(-5, "0 s"), (35, "35 s"), (119, "119 s"), (720, "12 min"), (18_000, "5 h"), (300_000, "3 d")]
)
def test_ages(seconds: float, text: str) -> None:
    assert spell_age(timedelta(seconds=seconds)) == text


def test_a_place_is_shown_with_age_and_accuracy() -> None:
    assert HERE.detail(NOON + timedelta(minutes=12)) == {
        "latitude": "59.300000", "longitude": "18.000000", "position_at": NOON.isoformat(), "position_age": "12 min",
        "accuracy": "gps, 9 sat",
    }  # fmt: skip
    assert "position_problem" in Place(1.0, 2.0, None, False).detail(NOON)
    assert "59.3" not in repr(HERE)


def test_without_a_fix_the_last_place_is_shown() -> None:
    pendants = Pendants(most=1)
    no_fix = Place(1.0, 2.0, None, False)
    assert pendants.detail(7, None, NOON) == {}
    assert pendants.detail(7, no_fix, NOON)["latitude"] == "1.000000"
    pendants.moved(7, HERE)
    pendants.moved(7, no_fix)
    for place in (None, no_fix):
        detail = pendants.detail(7, place, NOON + timedelta(hours=5))
        assert (detail["latitude"], detail["position_age"]) == ("59.300000", "5 h")
        assert "senast kända" in detail["position_problem"]
    assert pendants.detail(7, HERE, NOON)["position_age"] == "0 s"
    assert pendants.detail(None, None, NOON) == {}
    pendants.moved(8, HERE)
    assert pendants.detail(7, None, NOON) == {}


def test_a_battery_is_told_once_and_again_when_charged() -> None:
    pendants = Pendants()
    assert not pendants.battery_said(7, 90)
    assert [pendants.battery_low(7), pendants.battery_low(7)] == [True, False]
    assert [pendants.battery_said(7, percent) for percent in (None, 5, 80, 80)] == [False, False, True, False]
    assert pendants.battery_low(7)
    assert pendants.battery_said(7, 5, charging=True)


def test_which_times_are_believed() -> None:
    assert believed(None, NOON) == (None, ())
    assert believed(NOON - timedelta(seconds=60), NOON) == (NOON - timedelta(seconds=60), ())
    assert believed(NOON - timedelta(hours=5), NOON) == (NOON - timedelta(hours=5), (Flag.LATE,))
    assert believed(NOON + timedelta(hours=1), NOON) == (None, (Flag.CLOCK_WRONG,))
    assert believed(NOON.replace(year=1999), NOON) == (None, (Flag.CLOCK_WRONG,))


def test_meanings_become_signals() -> None:
    arrival = Reception("door", "minifinder", TestCentre(UNIT, at=NOON).centre).arrival(
        "10.0.0.1:1", UNIT.address, UNIT
    )
    signal = SOS.signal(arrival, 1, "sos", {"battery": "5 %"}, NOON - timedelta(hours=1))
    assert (signal.lane, signal.kind, signal.device_at) == (Lane.LIFE_SAFETY, Kind.PRESS, NOON - timedelta(hours=1))
    assert signal.flags == {Flag.LATE}
    assert Flag.UNCLASSIFIED in UNKNOWN.signal(arrival, 2, "x", {}).flags
