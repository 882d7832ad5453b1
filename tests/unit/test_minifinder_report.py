"""What a pendant's fields say, and that an odd field costs only itself."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from protocols.minifinder import Alarm, Field, Frame, Report, read_report
from protocols.minifinder.build import alarm, bits_of, gps, heartbeat, imei, place_wanted, status, time_wanted

AT_S = 1_777_629_600
IMEI = imei("350000000000017")


def report(*fields: Field, kind: int = 1) -> Report:
    return read_report(Frame(kind, 0x10, 1, (IMEI, *fields)))


def test_an_alarm_counts_without_place_without_time_and_late() -> None:
    (event, record), *rest = report(alarm(bits_of(Alarm.SOS))).events
    assert (event.alarm, record.alarm_at, record.at, record.fix, rest) == (Alarm.SOS, None, None, None, [])
    ((_, late),) = report(status(AT_S, battery=5, stored=True), alarm(bits_of(Alarm.SOS), AT_S)).events
    assert (late.stored, late.alarm_at) == (True, datetime.fromtimestamp(AT_S, UTC))


def test_the_most_urgent_of_all_records_goes_first() -> None:
    found = report(alarm(bits_of(Alarm.LOW_BATTERY)), alarm(bits_of(Alarm.FALL, Alarm.SOS)))
    assert [str(event) for event, _ in found.events] == ["sos", "fall", "low_battery"]
    assert len(found.records) == 2


def test_an_alarm_field_that_is_too_short_is_an_unknown_alarm() -> None:
    found = report(Field(0x02, b"\1"), Field(0x20, b"\1"), Field(0x99, b""))
    assert [str(event) for event, _ in found.events] == ["unknown"]
    assert found.unread == (0x02, 0x20)


def test_services() -> None:
    found = report(heartbeat(90), time_wanted(), place_wanted(), kind=3)
    assert (found.heartbeat, found.battery, found.wants_time, found.wants_place) == (True, 90, True, True)
    assert not report(heartbeat(90), time_wanted()).wants_time
    assert report(Field(0x10, b""), kind=3).battery is None
    assert report(Field(0x14, b"\x32\0\0"), status(AT_S, battery=40)).battery == 40


ADDRESS = bytes.fromhex("665544332211")
PLACE = struct.pack("<ii", 593283310, 180666700)


@pytest.mark.parametrize(
    ("field", "beacon", "source"),
    [
        (Field(0x28, b"\x00" + ADDRESS + b"\xc4\xc5"), "11:22:33:44:55:66", None),
        (Field(0x28, b"\xc0" + ADDRESS + b"\xc4\xc5" + PLACE + b"Hall\0"), "11:22:33:44:55:66 Hall", "beacon"),
        (Field(0x2C, b"\xc0" + ADDRESS + b"\xc4\xc5\x50" + PLACE + b"Hall"), "11:22:33:44:55:66 Hall", "beacon"),
        (Field(0x2A, b"\x00" + ADDRESS + b"\xc4" + PLACE + b"Hemma"), "", "wifi"),
        (Field(0x27, PLACE + struct.pack("<Hh", 12, 30)), "", "gps"),
    ],
)
def test_places_without_satellites(field: Field, beacon: str, source: str | None) -> None:
    (record,) = report(field).records
    assert record.beacon == beacon
    if source is None:
        assert record.fix is None
    else:
        assert record.fix is not None
        assert (record.fix.lat, record.fix.lon, record.fix.source, record.fix.valid) == (
            59.328331,
            18.06667,
            source,
            True,
        )


def test_several_beacons_are_one_record_and_satellites_go_before_beacons() -> None:
    beacon = Field(0x28, b"\x80" + ADDRESS + b"\xc4\xc5" + PLACE)
    (record,) = report(gps(57.7, 11.9), beacon, beacon).records
    assert record.fix is not None
    assert (record.fix.source, record.fix.lat) == ("gps", 57.7)


def test_a_beacon_that_is_cut() -> None:
    assert report(Field(0x28, b"\x80" + ADDRESS), Field(0x28, b"\x80")).unread == (0x28, 0x28)
