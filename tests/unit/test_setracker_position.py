"""Positions as watches in the field write them."""

from __future__ import annotations

from datetime import UTC, datetime

from protocols.setracker import Alarm, read_position

GOOD = ["010526", "100300", "A", "59.328331", "N", "18.066670", "E", "0.00", "0.0", "30.0"]
GOOD += ["9", "90", "59", "100", "1", "00200000", "1"]


def place(lat: str, north: str, lon: str, east: str) -> tuple[float | None, float | None]:
    position = read_position([*GOOD[:3], lat, north, lon, east, *GOOD[7:]])
    return position.lat, position.lon


def test_signs_letters_and_blanks() -> None:
    assert place("33.4", "S", "70.6", "W") == (-33.4, -70.6)
    assert place("-33.4", "N", "-70.6", "E") == (-33.4, -70.6)
    assert place("-33.4", "S", "70.6", "") == (-33.4, 70.6)
    assert place(" 59.3", "N", "18.0 ", "E") == (59.3, 18.0)
    assert place("0", "N", "0.0", "E") == (None, None)
    assert place("99", "N", "18", "E") == (None, None)


def test_an_odd_field_costs_only_itself() -> None:
    position = read_position(["990526", "100300", "A", "x", "N", "18", "E", "fast", "", "30", "9", "nine", "59"])
    assert (position.at, position.lat, position.speed_kmh, position.signal) == (None, None, None, None)
    assert (position.altitude_m, position.satellites, position.battery, position.status) == (30.0, 9, 59, None)
    assert read_position([]).alarms == ()
    assert read_position(GOOD).at == datetime(2026, 5, 1, 10, 3, tzinfo=UTC)
    assert "59.3" not in repr(read_position(GOOD))


def alarms(status: int) -> tuple[Alarm, ...]:
    return read_position([*GOOD[:15], f"{status:08X}"]).alarms


def test_alarm_bits() -> None:
    assert alarms(1 << 17 | 1 << 16) == (Alarm.SOS, Alarm.LOW_BATTERY)
    assert alarms(1 << 21 | 1 << 22) == (Alarm.FALL,)
    assert alarms(0b11111) == ()
    assert read_position([*GOOD[:15], "00000001"]).battery_is_low
    assert not read_position(GOOD).battery_is_low
