"""What is said: one event as a JSON object. Only `unit` must be there; what is odd is kept, not refused."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from protocols.webhook.errors import UnreadableEventError

LONGEST_UNIT = 64
LONGEST_TEXT = 500
MOST_EXTRAS = 32

_KNOWN = frozenset({"unit", "event", "restored", "at", "peripheral", "text", "position", "battery_percent"})


@dataclass(frozen=True, slots=True)
class Position:
    """WGS 84 degrees, north and east positive; accuracy in metres as a radius; when it was measured, if told."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one unit.

    Attributes:
        unit: what the unit is called, 1 to 64 characters. event: the word for what happened, "" when none was given.
        at: when it happened, by the device. peripheral: which pendant or detector. battery_percent: 0 to 100.
        extras: members nobody knows and known ones that cannot be read, as text.
    """

    unit: str
    event: str = ""
    restored: bool = False
    at: datetime | None = None
    peripheral: str = ""
    text: str = ""
    position: Position | None = None
    battery_percent: int | None = None
    extras: Mapping[str, str] = field(default_factory=dict)


def parse_event(body: bytes) -> Event:
    """Read one event.

    Raises:
        UnreadableEventError: no JSON object, or it names no unit.
    """
    try:
        members = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableEventError("the body is not JSON in UTF-8") from error
    if not isinstance(members, dict):
        raise UnreadableEventError("the body is not a JSON object")
    unit = _word(members.get("unit"), LONGEST_UNIT)
    if not unit:
        raise UnreadableEventError(f"unit is missing or not 1 to {LONGEST_UNIT} characters")
    return _Reader(members).read(unit)


def build_event(event: Event) -> bytes:
    """The body of an event."""
    members: dict[str, Any] = {"unit": event.unit}
    for name in ("event", "restored", "peripheral", "text"):
        if value := getattr(event, name):
            members[name] = value
    if event.at:
        members["at"] = _written(event.at)
    if event.battery_percent is not None:
        members["battery_percent"] = event.battery_percent
    if event.position:
        members["position"] = _place(event.position)
    return json.dumps(members | dict(event.extras), ensure_ascii=False, separators=(",", ":")).encode()


class _Reader:
    """Takes what can be read; what cannot goes among the extras, so that a person may see it."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self._members = members
        self._extras: dict[str, str] = {}
        for name, value in members.items():
            if name not in _KNOWN:
                self._keep(name, value)

    def read(self, unit: str) -> Event:
        return Event(
            unit=unit,
            event=self._text("event", 64),
            restored=self._one("restored", lambda v: v if isinstance(v, bool) else None) or False,
            at=self._one("at", _time),
            peripheral=self._text("peripheral", 64),
            text=self._text("text", LONGEST_TEXT),
            position=self._one("position", _position),
            battery_percent=self._one("battery_percent", _percent),
            extras=self._extras,
        )

    def _text(self, name: str, longest: int) -> str:
        return self._one(name, lambda v: _word(v, longest) or None) or ""

    def _one(self, name: str, read: Any) -> Any:
        value = self._members.get(name)
        if value is None or value == "":
            return None
        found = read(value)
        if found is None:
            self._keep(name, value)
        return found

    def _keep(self, name: str, value: object) -> None:
        if len(self._extras) < MOST_EXTRAS:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            self._extras[_clean(name)[:64]] = _clean(text)[:LONGEST_TEXT]


def _clean(text: str) -> str:
    """Without what no store and no terminal can show: lone surrogates and control characters."""
    return "".join(c if c.isprintable() else " " for c in text)


def _word(value: object, longest: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = _clean(str(value)).strip() if isinstance(value, str) or abs(value) < 10**longest else ""
    return text if len(text) <= longest else ""


def _time(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _number(value: object, least: float, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        return None
    return float(value) if math.isfinite(value) else None


def _percent(value: object) -> int | None:
    number = _number(value, 0, 100)
    return None if number is None else round(number)


def _position(value: object) -> Position | None:
    if not isinstance(value, dict):
        return None
    latitude, longitude = _number(value.get("latitude"), -90, 90), _number(value.get("longitude"), -180, 180)
    if latitude is None or longitude is None:
        return None
    return Position(latitude, longitude, _number(value.get("accuracy_m"), 0, 1e7), _time(value.get("at")))


def _place(position: Position) -> dict[str, Any]:
    place: dict[str, Any] = {"latitude": position.latitude, "longitude": position.longitude}
    if position.accuracy_m is not None:
        place["accuracy_m"] = position.accuracy_m
    if position.at:
        place["at"] = _written(position.at)
    return place


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
