"""Buttons' bytes at their edges; the usual ones are in the golden vectors."""

from __future__ import annotations

import struct

import pytest

from protocols.mqtt_devices import CutBytesError, Event
from protocols.mqtt_devices.buttons import (
    MODELS,
    browan,
    dragino_button,
    milesight,
    moko,
    tracker_beacon,
    tracker_position,
    tracker_status,
    tracker_wifi,
)


def test_milesight_start_up_message_holds_no_press() -> None:
    parts = "FF0101 FF08112233445566 FF090102 FF0A0304 FF0BFF FF0F00 FF160102030405060708 FFFEFF FFFF0100 017564"
    reading = milesight(bytes.fromhex(parts))
    assert reading.events == ()
    assert reading.battery_percent == 100


@pytest.mark.parametrize(
    ("data", "code"),
    [("FF2E01", "button_short"), ("FF2E02", "button_long"), ("FF2E03", "button_double"), ("FF2E77", "button")],
)
def test_milesight_presses_an_unknown_one_is_a_press_too(data: str, code: str) -> None:
    assert milesight(bytes.fromhex(data)).events == (Event(code),)


def test_milesight_keeps_what_came_before_an_unknown_part() -> None:
    with pytest.raises(CutBytesError, match="03 67") as caught:
        milesight(bytes.fromhex("017510 FF2E02 0367AA00"))
    assert caught.value.reading.battery_percent == 16
    assert caught.value.reading.events == (Event("button_long"),)


def test_a_pressed_bit_counts_even_when_the_rest_is_cut_off() -> None:
    for decode, data in ((browan, b"\x01"), (dragino_button, bytes.fromhex("0C1A0101"))):
        with pytest.raises(CutBytesError) as caught:
            decode(data)
        assert caught.value.reading.events == (Event("button"),)


def test_no_press_no_event() -> None:
    assert browan(bytes.fromhex("00CB3B")).events == ()
    assert dragino_button(bytes.fromhex("0C1A000000E601F4")).events == ()


def test_the_alarm_bit_of_trackers_stands_where_the_port_says() -> None:
    alarm = bytes.fromhex("4F54")
    for decode, before in ((tracker_status, 0), (tracker_wifi, 7), (tracker_beacon, 24)):
        reading = decode(bytes(before) + alarm)
        assert reading.events == (Event("sos", standing=True),)
        assert reading.battery_mv == 3924
        with pytest.raises(CutBytesError):
            decode(bytes(before) + alarm[:1])


def test_a_tracker_without_satellites_has_no_position_and_its_alarm_counts() -> None:
    reading = tracker_position(struct.pack(">ii", 0, 0) + b"\x4f\x54\x60")
    assert reading.position is None
    assert reading.events == (Event("sos", standing=True),)
    assert tracker_position(struct.pack(">ii", 999_000_000, 5) + b"\x4f\x54").position is None


def test_moko_alarms_when_its_second_byte_is_not_zero() -> None:
    assert moko(b"\x50\x02").events == (Event("sos", standing=True),)
    assert moko(b"\x50\x00").events == (Event("sos", over=True, standing=True),)
    assert moko(b"\xff\x00").battery_percent is None


def test_every_model_can_be_named_in_a_setting() -> None:
    assert all(name == name.lower() and name.isalnum() for name in MODELS)
