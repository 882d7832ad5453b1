"""What a pendant's alarms become."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Kind, Lane, Signal
from alarmd.domain.unit import AlarmUnit
from devices.minifinder.translate import MEANINGS, place_of, translate
from devices.pendant import Pendants
from devices.reception import Reception
from protocols.minifinder import Alarm, Field, Frame, read_report
from protocols.minifinder.build import alarm, bits_of, gps, status
from tests.fakes.centre import NOON, TestCentre

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="minifinder", address="350000000000017")
AT_S = int(NOON.timestamp())


def signals(*fields: Field) -> list[Signal]:
    report = read_report(Frame(1, 0x10, 1, fields))
    reception = Reception("door", "minifinder", TestCentre(UNIT, at=NOON).centre)
    return translate(report, reception.arrival("10.0.0.1:1", UNIT.address, UNIT, key="k"), Pendants())


def test_every_alarm_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Alarm)


@pytest.mark.parametrize(
    ("given", "lane", "kind"),
    [
        (Alarm.SOS, Lane.LIFE_SAFETY, Kind.PRESS),
        (Alarm.SIDE_BUTTON_1, Lane.LIFE_SAFETY, Kind.PRESS),
        (Alarm.FALL, Lane.LIFE_SAFETY, Kind.FALL),
        (Alarm.LOW_BATTERY, Lane.TECHNICAL, Kind.BATTERY),
        (Alarm.POWER_OFF, Lane.TECHNICAL, Kind.DEVICE_FAULT),
        (Alarm.MOVEMENT, Lane.INFORMATION, Kind.INFORMATION),
    ],
)
def test_lanes_and_kinds(given: Alarm, lane: Lane, kind: Kind) -> None:
    (signal,) = signals(alarm(bits_of(given), AT_S))
    assert (signal.lane, signal.kind, signal.code, signal.device_at) == (lane, kind, str(given), NOON)


def test_the_most_urgent_is_first_and_every_one_has_the_place() -> None:
    found = signals(
        status(AT_S, battery=5, stored=True),
        alarm(bits_of(Alarm.SOS, Alarm.LOW_BATTERY) | 1 << 4, AT_S),
        gps(59.3, 18.0),
    )
    assert [signal.code for signal in found] == ["sos", "low_battery", "geofence_exit 1"]
    assert found[0].detail["accuracy"] == "gps, HDOP 0.9, 9 sat"
    assert {signal.detail["latitude"] for signal in found} == {"59.300000"}
    assert (found[0].detail["battery"], found[2].detail["area"]) == ("5 %", "1")
    assert "stored" in found[0].detail
    assert found[2].lane is Lane.LIFE_SAFETY


def test_the_place_nought_is_none() -> None:
    (record,) = read_report(Frame(1, 0, 1, (gps(0.0, 0.0, hdop=0.0),))).records
    assert place_of(record) is None
