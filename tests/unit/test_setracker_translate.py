"""What a watch's alarms become."""

from __future__ import annotations

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from alarmd.domain.unit import AlarmUnit
from devices.pendant import Pendants
from devices.reception import Reception
from devices.setracker.translate import MEANINGS, place_of, translate
from protocols.setracker import Alarm, Position, parse_frame, read_position
from tests.fakes.centre import NOON, TestCentre
from tests.golden.gps_vectors import named, octets

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="setracker", address="8800000017")


def signals(name: str, *alarms: Alarm) -> list[Signal]:
    frame = parse_frame(octets(named("watch", name)))
    reception = Reception("door", "setracker", TestCentre(UNIT, at=NOON).centre)
    arrival = reception.arrival("10.0.0.1:1", UNIT.address, UNIT, key="k")
    return translate(frame, read_position(frame.fields), alarms, arrival, Pendants())


def test_every_alarm_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Alarm)


def test_a_fall_with_its_place() -> None:
    (signal,) = signals("fall", Alarm.FALL)
    assert (signal.lane, signal.kind, signal.code) == (Lane.LIFE_SAFETY, Kind.FALL, "fall")
    assert (signal.detail["latitude"], signal.detail["accuracy"]) == ("59.328331", "gps, 9 sat")
    assert signal.detail["battery"] == "59 %"


def test_an_unknown_kind_is_unclassified_and_an_old_one_late() -> None:
    (signal,) = signals("alarm-without-bit", Alarm.UNSPECIFIED)
    assert (signal.lane, signal.kind) == (Lane.LIFE_SAFETY, Kind.UNKNOWN)
    assert Flag.UNCLASSIFIED in signal.flags
    (old,) = signals("stored-position", Alarm.SOS)
    assert Flag.LATE in old.flags
    assert "stored" in old.detail


def test_no_place_without_a_fix() -> None:
    assert place_of(Position()) is None
    place = place_of(Position(lat=1.0, lon=2.0, valid=False))
    assert place is not None
    assert (place.valid, place.accuracy) == (False, "")
