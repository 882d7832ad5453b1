"""Alarm bits to events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from protocols.minifinder import Alarm, Event
from protocols.minifinder.alarms import BIT_OF, read_events, urgency


def test_geofences_know_their_direction() -> None:
    assert read_events(1 << 4 | 1 << 5 | 1 << 27) == (Event(Alarm.GEOFENCE_EXIT, 1), Event(Alarm.GEOFENCE_ENTRY, 2))
    assert str(Event(Alarm.GEOFENCE_EXIT, 1)) == "geofence_exit 1"


def test_a_bit_nobody_knows_is_an_alarm() -> None:
    assert [str(event) for event in read_events(1 << 3 | 1 << 12)] == ["unknown bit 3", "sos"]


@given(st.integers(0, 2**32 - 1))
def test_no_bit_is_lost(bits: int) -> None:
    directions = sum(1 << bit for bit in range(26, 30))
    assert len(read_events(bits)) == (bits & ~directions).bit_count()


def test_sos_goes_first() -> None:
    assert sorted(Alarm, key=urgency)[:2] == [Alarm.SOS, Alarm.FALL]
    assert urgency(Alarm.UNKNOWN) < urgency(Alarm.LOW_BATTERY)
    assert all(read_events(1 << bit) == (Event(alarm),) for alarm, bit in BIT_OF.items())
