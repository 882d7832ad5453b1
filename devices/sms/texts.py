"""Rules that say what a unit's text means, from `texts.toml`: data, so that a new unit needs no code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alarmd.domain.signal import Kind

GENERIC = "generic"

_NO_FIX = frozenset("LVlv")
_FILE = Path(__file__).with_name("texts.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern and what it means."""

    kind: Kind
    pattern: re.Pattern[str]
    restore: bool = False


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules and fields of one type of unit."""

    name: str
    about: str
    rules: Sequence[Rule]
    fields: Sequence[re.Pattern[str]]

    def match(self, text: str) -> Rule | None:
        """The first rule whose pattern is in the text."""
        return next((rule for rule in self.rules if rule.pattern.search(text)), None)

    def fields_of(self, text: str) -> dict[str, str]:
        """What else the text holds: latitude and longitude in degrees, `gps_fix`, `battery_percent`, `imei`."""
        found: dict[str, str] = {}
        for pattern in self.fields:
            match = pattern.search(text)
            for name, value in match.groupdict().items() if match else ():
                found.setdefault(name, value or "")
        detail: dict[str, str] = {}
        place = _place(found.get("lat", ""), found.get("lon", ""))
        if place is not None:
            detail["latitude"], detail["longitude"] = f"{place[0]:.6f}", f"{place[1]:.6f}"
        if fix := found.get("fix"):
            detail["gps_fix"] = "no" if fix in _NO_FIX else "yes"
        if battery := found.get("battery"):
            detail["battery_percent"] = str(min(100, int(battery)))
        if imei := found.get("imei"):
            detail["imei"] = imei
        return detail


@cache
def rule_sets() -> Mapping[str, RuleSet]:
    """All sets by name.

    Raises:
        ValueError: the shipped file is not as it should be.
    """
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    shared = document.pop("fields")["patterns"]
    return {name: read_set(name, block, shared) for name, block in document.items()}


def read_set(name: str, block: Mapping[str, Any], shared_fields: Sequence[str] = ()) -> RuleSet:
    """One set of the file.

    Raises:
        ValueError: a kind nobody knows, or a pattern that is none.
    """
    rules = [
        Rule(Kind(rule["kind"]), _pattern(name, rule["pattern"]), bool(rule.get("restore"))) for rule in block["rules"]
    ]
    fields = [_pattern(name, text) for text in (*block.get("fields", ()), *shared_fields)]
    return RuleSet(name, block.get("about", ""), tuple(rules), tuple(fields))


def _pattern(name: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE | re.MULTILINE)
    except re.error as error:
        raise ValueError(f"texts {name}: {text!r} is no pattern: {error}") from None


def _place(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Degrees; None for what is no place on earth, and for 0,0, which means that there is no position."""
    if not latitude or not longitude:
        return None
    place = _degrees(latitude), _degrees(longitude)
    if place == (0.0, 0.0) or abs(place[0]) > 90 or abs(place[1]) > 180:
        return None
    return place


def _degrees(text: str) -> float:
    letter, number = (text[0].upper(), text[1:]) if text[0].isalpha() else ("", text)
    degrees = float(number)
    return -abs(degrees) if letter in ("S", "W") else degrees
