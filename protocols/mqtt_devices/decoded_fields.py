"""Fields that a server's codec made of an unknown model's bytes: their names differ, so we look for the usual ones."""

from __future__ import annotations

from typing import Any

from protocols.mqtt_devices.json_tree import Tree, child, number, percent, truth
from protocols.mqtt_devices.report import BUTTON, DOUBLE, HOLD, LONG, SHORT, SOS, TRIPLE, Event, Reading

PRESSES = {
    "short": SHORT, "single": SHORT, "short press": SHORT, "short_press": SHORT, "1": SHORT,
    "long": LONG, "long press": LONG, "long_press": LONG, "2": LONG,
    "double": DOUBLE, "double press": DOUBLE, "double_press": DOUBLE, "double click": DOUBLE, "3": DOUBLE,
    "triple": TRIPLE, "triple press": TRIPLE,
    "hold": HOLD,
    "emergency": SOS, "sos": SOS, "panic": SOS,
}  # fmt: skip
"""Words for a press in the codecs we know."""

_PRESS_FIELDS = ("button", "button_event", "press", "button_status", "press_type", "key_event", "action")
_ALARM_FIELDS = ("sos", "alarm", "alarm_status", "emergency", "panic", "sos_event", "alarm_count")
_HARMLESS = {
    "battery", "batv", "bat", "battery_voltage", "voltage", "temperature", "temp", "humidity", "hum", "latitude",
    "longitude", "lat", "lon", "lng", "firmware_version", "hardware_version", "sn", "ipso_version", "tsl_version",
    "device_status", "lorawan_class", "power_on", "rssi", "snr", "fw", "md", "lon_on", "led_activity", "transport",
}  # fmt: skip
_NOTHING = {"", "none", "no", "idle", "released", "release", "0", "false", "off", "normal"}


def read_fields(tree: Tree) -> Reading | None:
    """What the fields say; None when none of them tells whether somebody pressed."""
    fields = {str(name).casefold(): value for name, value in tree.items()}
    events: list[Event] = []
    knows = set(fields) <= _HARMLESS
    for name in _PRESS_FIELDS:
        if name in fields:
            knows = True
            events += _press(fields[name])
    for name in _ALARM_FIELDS:
        if name in fields:
            knows = True
            events += [Event(SOS)] if _says_yes(fields[name]) else []
    if not knows:
        return None
    return Reading(events=tuple(events), battery_percent=percent(fields, "battery"), battery_mv=_millivolts(fields))


def _press(value: Any) -> list[Event]:
    if isinstance(value, dict):
        value = child({"press": value}, "press").get("status", "")
    words = str(value).strip().casefold()
    if isinstance(value, bool):
        return [Event(BUTTON)] if value else []
    return [] if words in _NOTHING else [Event(PRESSES.get(words, BUTTON))]


def _says_yes(value: Any) -> bool:
    told = truth(value)
    return told if told is not None else str(value).strip().casefold() not in _NOTHING


def _millivolts(fields: Tree) -> int | None:
    volts = number(fields, "batv")
    return int(volts * 1000) if volts is not None and 0 < volts < 100 else None
