"""Codec fields of many names."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.mqtt_devices import Event
from protocols.mqtt_devices.decoded_fields import read_fields


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"button": "short"}, ["button_short"]),
        ({"button": 2}, ["button_long"]),
        ({"button": True}, ["button"]),
        ({"button": False}, []),
        ({"button_event": {"status": "long press", "msgid": 1}}, ["button_long"]),
        ({"press": "four times"}, ["button"]),
        ({"button": "none"}, []),
        ({"ALARM_status": "TRUE", "BatV": 3.9}, ["sos"]),
        ({"ALARM_status": "FALSE"}, []),
        ({"sos": 1}, ["sos"]),
        ({"alarm": "raised"}, ["sos"]),
        ({"battery": 90, "temperature": 21}, []),
    ],
)
def test_a_press_is_found_under_its_usual_names(fields: dict[str, Any], codes: list[str]) -> None:
    reading = read_fields(fields)
    assert reading is not None
    assert reading.events == tuple(Event(code) for code in codes)


def test_fields_nobody_knows_tell_nothing() -> None:
    assert read_fields({"battery": 90, "mystery": 1}) is None


def test_battery_in_volts_and_percent() -> None:
    reading = read_fields({"BatV": 3.924, "battery": 40})
    assert reading is not None
    assert (reading.battery_mv, reading.battery_percent) == (3924, 40)
