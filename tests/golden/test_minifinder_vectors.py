"""Every shared MiniFinder vector: fields read as expected, answers equal byte for byte."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.minifinder import Fault, Frame, Record, Rejected, Splitter, answer, read_report
from tests.golden.gps_vectors import ids, named, octets, vectors

VECTORS = vectors("minifinder2")
READ = [v for v in VECTORS if "imei" in v["expect"]]
NOW_S = 1_777_629_600


def frame_of(vector: dict[str, Any]) -> Frame:
    (item,) = Splitter().feed(octets(vector))
    assert isinstance(item, Frame)
    return item


@pytest.mark.parametrize("vector", READ, ids=ids)
def test_header_and_events(vector: dict[str, Any]) -> None:
    expect, frame = vector["expect"], frame_of(vector)
    report = read_report(frame)
    assert (frame.kind, frame.index, frame.answer_wanted) == (expect["type"], expect["index"], expect["ack_wanted"])
    assert report.imei == expect["imei"]
    assert [str(event) for event, _ in report.events] == expect["events"]
    assert report.heartbeat == expect.get("link_test", False)
    assert not report.unread
    if "battery" in expect:
        assert report.battery == expect["battery"]


def seen(record: Record) -> dict[str, Any]:
    """A record in the vectors' own words."""
    words: dict[str, Any] = {
        "time": record.at,
        "status": None if record.status_bits is None else record.status_bits.to_bytes(4, "big").hex().upper(),
        "charging": record.charging,
        "stored": record.stored,
        "motion": record.moving,
        "rssi": record.signal,
        "battery_status": record.battery,
        "alarm_bits": None if record.alarm_bits is None else f"{record.alarm_bits:08X}",
        "alarms": [str(event) for event in record.events if not event.fence],
        "alarm_time": record.alarm_at,
    }
    if fix := record.fix:
        words |= {
            "lat": fix.lat, "lon": fix.lon, "speed_kmh": fix.speed_kmh, "course": fix.course, "hdop": fix.hdop,
            "altitude": fix.altitude_m, "odometer": fix.odometer_m, "satellites": fix.satellites, "valid": fix.valid,
        }  # fmt: skip
    return {k: f"{v:%Y-%m-%dT%H:%M:%SZ}" if k.endswith("time") and v else v for k, v in words.items()}


@pytest.mark.parametrize("vector", READ, ids=ids)
def test_records(vector: dict[str, Any]) -> None:
    report = read_report(frame_of(vector))
    assert len(report.records) == len(vector["expect"]["records"])
    for record, expected in zip(report.records, vector["expect"]["records"], strict=True):
        words = seen(record)
        assert {word: words[word] for word in expected} == expected


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["expect"].get("reply_hex")], ids=ids)
def test_the_answer_is_equal_byte_for_byte(vector: dict[str, Any]) -> None:
    frame = frame_of(vector)
    assert answer(frame, read_report(frame), NOW_S) == bytes.fromhex(vector["expect"]["reply_hex"])


def test_a_wrong_checksum_is_a_silent_reject() -> None:
    raw = octets(named("minifinder2", "bad-crc"))
    assert Splitter().feed(raw) == [Rejected(Fault.BAD_CRC, raw)]


def test_two_glued_frames() -> None:
    vector = named("minifinder2", "two-glued")
    frames = [item for item in Splitter().feed(octets(vector)) if isinstance(item, Frame)]
    reports = [read_report(frame) for frame in frames]
    assert [str(event) for report in reports for event, _ in report.events] == vector["expect"]["events"]
    answers = [answer(frame, report, NOW_S) for frame, report in zip(frames, reports, strict=True)]
    assert answers == [bytes.fromhex(reply) for reply in vector["expect"]["replies_hex"]]
