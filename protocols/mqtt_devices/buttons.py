"""Bytes of LoRaWAN buttons and trackers, by model (sheet §4, from the makers' published decoders)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from protocols.mqtt_devices.errors import UnreadableBytesError
from protocols.mqtt_devices.json_tree import position
from protocols.mqtt_devices.report import BUTTON, DOUBLE, LONG, NOTHING_READ, SHORT, SOS, Event, Reading


class CutBytesError(UnreadableBytesError):
    """The bytes end too early or go on in an unknown way; `reading` is what came before."""

    def __init__(self, problem: str, reading: Reading = NOTHING_READ) -> None:
        super().__init__(problem)
        self.reading = reading


_PRESSES = {1: SHORT, 2: LONG, 3: DOUBLE}
_BATTERY, _PRESS = (0x01, 0x75), (0xFF, 0x2E)
_MILESIGHT_LENGTHS: Mapping[tuple[int, int], int] = {
    _BATTERY: 1, _PRESS: 1, (0xFF, 0x01): 1, (0xFF, 0x08): 6, (0xFF, 0x09): 2, (0xFF, 0x0A): 2, (0xFF, 0x0B): 1,
    (0xFF, 0x0F): 1, (0xFF, 0x16): 8, (0xFF, 0xFE): 1, (0xFF, 0xFF): 2,
}  # fmt: skip


def milesight(data: bytes) -> Reading:
    """WS101: channel, type, value, one after the other.

    Raises:
        CutBytesError: a value is cut off, or its length is not known.
    """
    reading, at = NOTHING_READ, 0
    while at < len(data):
        part = (data[at], data[at + 1]) if at + 1 < len(data) else (data[at], 0)
        length = _MILESIGHT_LENGTHS.get(part)
        if length is None:
            raise CutBytesError(f"unknown part {data[at : at + 2].hex(' ')}", reading)
        value = data[at + 2 : at + 2 + length]
        if len(value) < length:
            raise CutBytesError(f"part {data[at : at + 2].hex(' ')} is cut off", reading)
        if part == _BATTERY:
            reading = replace(reading, battery_percent=float(min(value[0], 100)))
        elif part == _PRESS:
            reading = replace(reading, events=(*reading.events, Event(_PRESSES.get(value[0], BUTTON))))
        at += 2 + length
    return reading


def browan(data: bytes) -> Reading:
    """Browan (Tabs) TBPB100.

    Raises:
        CutBytesError: shorter than three bytes.
    """
    pressed = bool(data and data[0] & 0x01)
    reading = Reading(events=(Event(BUTTON),) if pressed else ())
    if len(data) < 3:
        raise CutBytesError("shorter than 3 bytes", reading)
    return replace(
        reading,
        battery_mv=(25 + (data[1] & 0x0F)) * 100,
        texts={"temperature": f"{(data[2] & 0x7F) - 32}"},
    )


def tracker_position(data: bytes) -> Reading:
    """Dragino TrackerD and LGT-92 with a fix (ports 2 and 3).

    Raises:
        CutBytesError: shorter than ten bytes.
    """
    if len(data) < 10:
        raise CutBytesError("shorter than 10 bytes")
    latitude, longitude = struct.unpack_from(">ii", data)
    return replace(_alarm_and_battery(data, 8), position=position(latitude / 1e6, longitude / 1e6))


def tracker_status(data: bytes) -> Reading:
    """Dragino TrackerD without a fix (port 7).

    Raises:
        CutBytesError: shorter than two bytes.
    """
    return _alarm_and_battery(data, 0)


def tracker_beacon(data: bytes) -> Reading:
    """Dragino TrackerD that saw a beacon (port 6).

    Raises:
        CutBytesError: shorter than 26 bytes.
    """
    return _alarm_and_battery(data, 24)


def tracker_wifi(data: bytes) -> Reading:
    """Dragino TrackerD that saw a wireless network (port 8).

    Raises:
        CutBytesError: shorter than nine bytes.
    """
    return _alarm_and_battery(data, 7)


def _alarm_and_battery(data: bytes, at: int) -> Reading:
    if len(data) < at + 2:
        raise CutBytesError(f"shorter than {at + 2} bytes")
    return Reading(
        events=(Event(SOS, over=not data[at] & 0x40, standing=True),),
        battery_mv=(data[at] & 0x3F) << 8 | data[at + 1],
    )


def dragino_button(data: bytes) -> Reading:
    """Dragino PB01-L: eight bytes.

    Raises:
        CutBytesError: shorter than eight bytes; the alarm bit counts when it is there.
    """
    pressed = len(data) > 3 and bool(data[3] & 0x01)
    reading = Reading(events=(Event(BUTTON),) if pressed else ())
    if len(data) < 8:
        raise CutBytesError("shorter than 8 bytes", reading)
    battery, _, _, temperature, humidity = struct.unpack_from(">HBBhH", data)
    texts = {"temperature": f"{temperature / 10:g}", "humidity": f"{humidity / 10:g}"}
    return replace(reading, battery_mv=battery, texts=texts)


def moko(data: bytes) -> Reading:
    """Moko LW004-PB: battery, then whether it alarms; its position is left to the maker's own decoder.

    Raises:
        CutBytesError: shorter than two bytes.
    """
    if len(data) < 2:
        raise CutBytesError("shorter than 2 bytes")
    return Reading(
        events=(Event(SOS, over=not data[1], standing=True),),
        battery_percent=float(data[0]) if data[0] <= 100 else None,
    )


Decode = Callable[[bytes], Reading]


@dataclass(frozen=True, slots=True)
class Model:
    """A button: how its bytes are read on each port (0: on any), and at how many millivolts it needs a battery."""

    by_port: Mapping[int, Decode]
    low_mv: int = 0


_TRACKER = {
    2: tracker_position, 3: tracker_position, 6: tracker_beacon, 7: tracker_status, 8: tracker_wifi,
}  # fmt: skip

MODELS: Mapping[str, Model] = {
    "ws101": Model({85: milesight}),
    "tbpb100": Model({147: browan}, low_mv=2_800),
    "trackerd": Model(_TRACKER, low_mv=3_450),
    "lgt92": Model({2: tracker_position, 3: tracker_position}, low_mv=3_450),
    "pb01": Model({2: dragino_button}, low_mv=2_300),
    "lw004pb": Model({0: moko}),
}
"""Models by the word that a unit's setting `model` holds. The battery limits are our own choice."""
