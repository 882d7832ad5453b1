"""JSON from strangers: what is missing or of another type reads as nothing, never as an error."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from protocols.mqtt_devices.errors import UnreadableError
from protocols.mqtt_devices.report import Position

Tree = Mapping[str, Any]

LONGEST_TEXT = 500
"""Characters of a text that are kept."""

_NANOSECONDS = re.compile(r"(\.\d{6})\d+")
_WORDS = {"true": True, "false": False, "on": True, "off": False, "1": True, "0": False}


def load(payload: bytes) -> Tree:
    """The JSON object in `payload`.

    Raises:
        UnreadableError: not UTF-8, not JSON, too deep, or no object.
    """
    try:
        tree = msgspec.json.decode(payload)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UnreadableError(f"not readable as JSON: {type(error).__name__}") from None
    if not isinstance(tree, dict):
        raise UnreadableError("JSON, but no object")
    return tree


def find(tree: Any, *path: str) -> Any:
    """What stands at `path`, None when it is missing."""
    for step in path:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def child(tree: Tree, *path: str) -> Tree:
    """The object at `path`, an empty one when there is none."""
    found = find(tree, *path)
    return found if isinstance(found, dict) else {}


def text(tree: Tree, *path: str) -> str:
    """The text at `path` on one line, `""` when there is none."""
    found = find(tree, *path)
    return clean(found) if isinstance(found, str) else ""


def clean(words: str) -> str:
    """At most `LONGEST_TEXT` characters, without what would disturb a screen."""
    return "".join(c if c.isprintable() else " " for c in words[:LONGEST_TEXT])


def number(tree: Tree, *path: str) -> float | None:
    """The finite number at `path`; a truth value is none."""
    found = find(tree, *path)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        value = float(found)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def whole(tree: Tree, *path: str) -> int:
    """The whole number at `path`; 0 when it is missing, as servers leave zeros out."""
    found = number(tree, *path)
    return int(found) if found is not None else 0


def percent(tree: Tree, *path: str) -> float | None:
    """A number from 0 to 100."""
    found = number(tree, *path)
    return found if found is not None and 0 <= found <= 100 else None


def truth(value: Any) -> bool | None:
    """True or False, also as a number or as a word of any case (`TRUE`, `on`)."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return bool(value)
    return _WORDS.get(value.strip().casefold()) if isinstance(value, str) else None


def time(tree: Tree, *path: str) -> datetime | None:
    """RFC 3339 with up to nine decimals as aware UTC."""
    found = find(tree, *path)
    if not isinstance(found, str):
        return None
    try:
        read = datetime.fromisoformat(_NANOSECONDS.sub(r"\1", found))
        return read.astimezone(UTC) if read.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def from_epoch(seconds: float | None) -> datetime | None:
    """Unix seconds as aware UTC."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def position(latitude: float | None, longitude: float | None) -> Position | None:
    """A position on earth; 0, 0 is how trackers write that they have none."""
    if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return Position(latitude, longitude) if (latitude, longitude) != (0, 0) else None
