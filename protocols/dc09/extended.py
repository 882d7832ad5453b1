"""Extended data: the `[letter value]` fields after the data bracket (DC-09 5.5.1.8, sheet §6)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from json import JSONDecodeError

from protocols.dc09.clock import UTC_CLOCK, DeviceClock, parse_timestamp
from protocols.dc09.errors import BadTimestampError

LETTERS: Mapping[str, str] = {
    "A": "authentication hash",
    "C": "supervision category",
    "G": "network path",
    "H": "time of occurrence",
    "I": "alarm text",
    "J": "network path",
    "K": "encryption key",
    "L": "location",
    "M": "MAC address",
    "N": "network address",
    "O": "building",
    "P": "programming",
    "R": "room",
    "S": "site name",
    "T": "alarm trigger",
    "V": "verification",
    "X": "longitude",
    "Y": "latitude",
    "Z": "altitude",
}
"""What each letter of the standard means; others are kept raw."""

TRIGGERS: Mapping[str, str] = {
    "F": "fire",
    "G": "gas",
    "W": "water",
    "S": "sensor",
    "C": "contact",
    "M": "manual",
}
"""Values of the field T."""

_JSON = json.JSONDecoder()
_DEGREES_MINUTES = re.compile(r"\s*(\d{1,3})([NSEW])(\d{1,2}(?:\.\d*)?)\s*", re.IGNORECASE)
_DECIMAL = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d*)?)\s*([NSEW]?)\s*", re.IGNORECASE)
_ALTITUDE = re.compile(r"\s*([+-]?\d{1,6}(?:\.\d*)?)\s*M?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extended:
    """One field: its letter and the text behind it, both as sent."""

    letter: str
    value: str

    @property
    def text(self) -> str:
        """The field as it stands between the brackets."""
        return self.letter + self.value

    def __repr__(self) -> str:
        shown = "'…'" if self.letter in "Kk" else repr(self.value)
        return f"Extended({self.letter!r}, {shown})"


@dataclass(frozen=True, slots=True)
class Position:
    """Where the unit says it is: degrees, north and east positive; altitude in metres or None."""

    latitude: float
    longitude: float
    altitude_m: float | None = None


def split_fields(text: str, start: int) -> tuple[tuple[Extended, ...], int]:
    """Read the fields of `text` from `start` on; return them and where the rest begins.

    A field J may hold a JSON object (2026) with brackets of its own. An unclosed field takes the rest.
    """
    fields = []
    while text.startswith("[", start):
        end = _json_end(text, start + 2) if text.startswith("[J{", start) else text.find("]", start)
        stop = end if end >= 0 else len(text)
        inside = text[start + 1 : stop]
        fields.append(Extended(inside[:1], inside[1:]))
        start = min(stop + 1, len(text))
    return tuple(fields), start


def _json_end(text: str, start: int) -> int:
    try:
        end = _JSON.raw_decode(text, start)[1]
    except (JSONDecodeError, RecursionError):
        end = start
    return text.find("]", end)


def read_text(fields: Iterable[Extended], letter: str) -> str | None:
    """Return the value of the first field with this letter, None when there is none."""
    return next((field.value for field in fields if field.letter == letter), None)


def read_position(fields: Iterable[Extended]) -> Position | None:
    """Return the position in the fields X, Y and Z, None unless both degrees can be read and are possible.

    Takes `X093W23.456` as the standard writes it, any number of decimals, and decimal degrees.
    """
    fields = tuple(fields)
    longitude = _degrees(read_text(fields, "X"), 180.0)
    latitude = _degrees(read_text(fields, "Y"), 90.0)
    if latitude is None or longitude is None:
        return None
    altitude = _ALTITUDE.fullmatch(read_text(fields, "Z") or "")
    return Position(latitude, longitude, float(altitude[1]) if altitude else None)


def _degrees(text: str | None, limit: float) -> float | None:
    if text is None:
        return None
    if parts := _DEGREES_MINUTES.fullmatch(text):
        degrees, side = int(parts[1]) + float(parts[3]) / 60, parts[2]
    elif parts := _DECIMAL.fullmatch(text):
        degrees, side = float(parts[1]), parts[2]
    else:
        return None
    if side.upper() in ("W", "S"):
        degrees = -degrees
    return degrees if abs(degrees) <= limit else None


def read_occurrence(
    fields: Iterable[Extended],
    arrived_at: datetime,
    clock: DeviceClock = UTC_CLOCK,
    *,
    day_first: bool = False,
) -> datetime | None:
    """Return the time of occurrence (field H) as aware UTC, None when absent or unreadable.

    One client writes DD-MM-YYYY: `day_first` reads it so; without it the day comes first only where the
    standard's reading is impossible or lies more than a day after `arrived_at`.
    """
    text = read_text(fields, "H")
    if text is None:
        return None
    standard = _occurrence(text, arrived_at, clock)
    swapped = _occurrence(_swap_day_and_month(text), arrived_at, clock)
    if day_first:
        return swapped or standard
    if standard is None or standard > arrived_at + timedelta(days=1):
        return swapped or standard
    return standard


def _occurrence(text: str, arrived_at: datetime, clock: DeviceClock) -> datetime | None:
    try:
        return parse_timestamp(text.lstrip("_"), arrived_at, clock)
    except BadTimestampError:
        return None


def _swap_day_and_month(text: str) -> str:
    return re.sub(r",(\d{1,2})-(\d{1,2})-", r",\2-\1-", text)
