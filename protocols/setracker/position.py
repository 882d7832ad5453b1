"""The position that stands in UD, WT and AL: place, battery and the status bits with the alarms (sheet §4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Alarm(StrEnum):
    """What an alarm bit means, the most urgent first."""

    SOS = "sos"
    FALL = "fall"
    UNSPECIFIED = "alarm_unspecified"
    LOW_BATTERY = "low_battery"
    POWER_CUT = "power_cut"
    TAKEN_OFF = "taken_off"
    GEOFENCE_EXIT = "geofence_exit"
    GEOFENCE_ENTRY = "geofence_entry"


BITS = {
    14: Alarm.POWER_CUT,
    16: Alarm.SOS,
    17: Alarm.LOW_BATTERY,
    18: Alarm.GEOFENCE_EXIT,
    19: Alarm.GEOFENCE_ENTRY,
    20: Alarm.TAKEN_OFF,
    21: Alarm.FALL,
    22: Alarm.FALL,
}
_ORDER = {alarm: place for place, alarm in enumerate(Alarm)}
_LOW_BATTERY_STATE = 1 << 0


@dataclass(frozen=True, slots=True)
class Position:
    """What could be read; None for everything that could not.

    Attributes:
        at: time of the place, UTC. valid: there was a fix; without one the place is old or none at all.
        lat, lon: degrees; None for the place 0, 0. speed_kmh, course: km/h and degrees. altitude_m: metres.
        signal: 0 to 100. battery: percent. status: 32 bits.
    """

    at: datetime | None = None
    valid: bool = False
    lat: float | None = field(default=None, repr=False)
    lon: float | None = field(default=None, repr=False)
    speed_kmh: float | None = None
    course: float | None = None
    altitude_m: float | None = None
    satellites: int | None = None
    signal: int | None = None
    battery: int | None = None
    steps: int | None = None
    tumbles: int | None = None
    status: int | None = None

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The alarms of the status bits, the most urgent first, none twice."""
        found = {alarm for bit, alarm in BITS.items() if (self.status or 0) & 1 << bit}
        return tuple(sorted(found, key=_ORDER.__getitem__))

    @property
    def battery_is_low(self) -> bool:
        """The state bit; it stays set in every position until the watch is charged."""
        return bool((self.status or 0) & _LOW_BATTERY_STATE)


def read_position(fields: Sequence[str]) -> Position:
    """Read the fields behind the word, each by itself: one that is odd costs only itself."""
    texts = [text.strip() for text in fields] + [""] * 16
    lat, lon = _angle(texts[3], texts[4], 90), _angle(texts[5], texts[6], 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        lat = lon = None
    return Position(
        _time(texts[0], texts[1]),
        texts[2].upper() == "A",
        lat,
        lon,
        speed_kmh=_number(texts[7], float),
        course=_number(texts[8], float),
        altitude_m=_number(texts[9], float),
        satellites=_number(texts[10], int),
        signal=_number(texts[11], int),
        battery=_number(texts[12], int),
        steps=_number(texts[13], int),
        tumbles=_number(texts[14], int),
        status=_hex(texts[15]),
    )


def _number(text: str, kind: Callable[[str], T]) -> T | None:
    try:
        return kind(text) if re.fullmatch(r"[+-]?[\d.]{1,12}", text, re.ASCII) else None
    except ValueError:
        return None


def _hex(text: str) -> int | None:
    return int(text, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,8}", text) else None


def _angle(text: str, side: str, most: int) -> float | None:
    """Some watches write a minus together with N or E: it is believed; letters turn only what has no sign."""
    angle = _number(text.replace(" ", ""), float)
    if angle is None or abs(angle) > most:
        return None
    return -angle if side.upper() in ("S", "W") and angle > 0 else angle


def _time(date: str, clock: str) -> datetime | None:
    try:
        return datetime.strptime(f"{date} {clock}", "%d%m%y %H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
