"""Every shared Setracker vector: frames, positions and alarms as expected, answers equal byte for byte."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.setracker import Alarm, Frame, Purpose, Splitter, answer, read_position
from tests.golden.gps_vectors import ids, octets, vectors

VECTORS = vectors("watch")


def frame_of(vector: dict[str, Any]) -> Frame:
    raw = octets(vector)
    assert raw == vector["frame_printable"].encode()
    (item,) = Splitter().feed(raw)
    assert isinstance(item, Frame)
    return item


def events(frame: Frame) -> list[str]:
    if frame.purpose is not Purpose.ALARM:
        return []
    return [str(alarm) for alarm in read_position(frame.fields).alarms] or [str(Alarm.UNSPECIFIED)]


@pytest.mark.parametrize("vector", VECTORS, ids=ids)
def test_frames_events_and_answers(vector: dict[str, Any]) -> None:
    frame, expect = frame_of(vector), vector["expect"]
    read = {"maker": frame.maker, "id": frame.watch_id, "index": frame.seq, "type": frame.word}
    assert {word: read[word] for word in read if word in expect} == {w: expect[w] for w in read if w in expect}
    assert events(frame) == expect["events"]
    assert answer(frame) == expect.get("reply_printable", "").encode()


@pytest.mark.parametrize("vector", [v for v in VECTORS if "position" in v["expect"]], ids=ids)
def test_positions(vector: dict[str, Any]) -> None:
    frame, expect = frame_of(vector), vector["expect"]["position"]
    position = read_position(frame.fields)
    assert position.at is not None
    assert position.status is not None
    read = {
        "date": f"{position.at:%d%m%y}",
        "time": f"{position.at:%H%M%S}",
        "valid": position.valid,
        "lat": position.lat or 0.0,
        "lon": position.lon or 0.0,
        "speed": position.speed_kmh,
        "course": position.course,
        "alt": position.altitude_m,
        "sats": position.satellites,
        "gsm": position.signal,
        "battery": position.battery,
        "steps": position.steps,
        "tumbles": position.tumbles,
        "status": f"{position.status:08x}",
        "alarms": [str(alarm) for alarm in position.alarms],
    }
    assert read == expect
    assert frame.stored == (vector["name"] == "stored-position")
