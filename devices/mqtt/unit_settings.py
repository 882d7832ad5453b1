"""What one MQTT device does differently, from the words on its unit."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from alarmd.domain.unit import AlarmUnit
from devices.mqtt.meanings import MEANINGS
from protocols.mqtt_devices import MODELS, Family, Reading

log = logging.getLogger(__name__)

LOW_PERCENT = 15.0
RECOVERED_PERCENT = 25.0
_RECOVERED = 1.05
_MOST_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class UnitSettings:
    """How one device is heard.

    Attributes:
        model: what decodes its bytes; `""` lets port and profile decide.
        family: only this family speaks for it; None takes any.
        kinds: device word to a kind of ours. low_percent, low_mv: below it the battery is low.
    """

    model: str = ""
    family: Family | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    low_percent: float = LOW_PERCENT
    low_mv: int = 0

    def battery_low(self, reading: Reading, model: str) -> bool | None:
        """True when low, False when certainly good again, None when the reading does not say."""
        if reading.battery_low is not None:
            return reading.battery_low
        if reading.battery_percent is not None:
            return _judge(reading.battery_percent, self.low_percent, max(self.low_percent, RECOVERED_PERCENT))
        limit = self.low_mv or (MODELS[model].low_mv if model in MODELS else 0)
        if reading.battery_mv is not None and limit:
            return _judge(reading.battery_mv, limit, limit * _RECOVERED)
        return None


DEFAULT = UnitSettings()


class SettingsReader:
    """Reads units' settings once and remembers them until the unit changes.

    Words in a unit's settings: `model` (ws101, tbpb100, trackerd, lgt92, pb01, lw004pb); `family` (chirpstack, …);
    `kinds` (`button_double=assistance, button_long=threat`); `low_percent`; `low_mv`.
    """

    def __init__(self) -> None:
        self._read: dict[int, tuple[Mapping[str, str], UnitSettings]] = {}

    def of(self, unit: AlarmUnit | None) -> UnitSettings:
        """Settings of `unit`; the usual ones for an unknown one, and where its own cannot be used (said in the log)."""
        if unit is None or not unit.settings:
            return DEFAULT
        known = self._read.get(unit.id)
        if known is not None and known[0] is unit.settings:
            return known[1]
        try:
            settings = read(unit.settings)
        except ValueError as error:
            log.error("unit %s: its settings cannot be used, the usual ones are: %s", unit.id, error)
            settings = DEFAULT
        if len(self._read) >= _MOST_REMEMBERED:
            self._read.clear()
        self._read[unit.id] = (unit.settings, settings)
        return settings


def read(words: Mapping[str, str]) -> UnitSettings:
    """Read a unit's settings.

    Raises:
        ValueError: a word cannot be used; the text says which and what may be written.
    """
    model = words.get("model", "")
    if model and model not in MODELS:
        raise ValueError(f"model {model!r}: write one of {', '.join(MODELS)}")
    family = words.get("family")
    if family is not None and family not in list(Family):
        raise ValueError(f"family {family!r}: write one of {', '.join(Family)}")
    return UnitSettings(
        model=model,
        family=Family(family) if family else None,
        kinds=_kinds(words.get("kinds", "")),
        low_percent=float(words.get("low_percent", LOW_PERCENT)),
        low_mv=int(words.get("low_mv", 0)),
    )


def _kinds(text: str) -> Mapping[str, str]:
    kinds = {}
    for pair in filter(None, (each.strip() for each in text.split(","))):
        code, equals, kind = (part.strip() for part in pair.partition("="))
        if not (code and equals and kind in MEANINGS):
            raise ValueError(f"kinds {pair!r}: write code=kind, the kind one of {', '.join(MEANINGS)}")
        kinds[code] = kind
    return kinds


def _judge(value: float, limit: float, recovered: float) -> bool | None:
    if value < limit:
        return True
    return False if value >= recovered else None
