"""What one DC-09 unit or its port does differently: keys and dialect, from the unit's settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from alarmd.domain.unit import AlarmUnit
from protocols.dc09 import TOLERANT, AccountFrom, BadKeyError, DeviceClock, Dialect, Key, Window, parse_key

log = logging.getLogger(__name__)

MOST_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class UnitSettings:
    """Key (None: plain only) and dialect of one unit.

    Attributes:
        has_own_key: the key is the unit's and not only the port's default, so it should never send in plain.
    """

    key: Key | None
    dialect: Dialect
    has_own_key: bool = False


class SettingsReader:
    """Reads units' settings once and remembers them until the unit changes.

    Words in a unit's settings: `key` (hex:… or text:…); `clock` (a time zone, for units that send local time);
    `month_error` (-1 or 1); `window` (off, or `-600..600` seconds); `account_from` (data); `binary_crc`,
    `crc_includes_cr`, `plain_time` (no); `day_first` (yes).

    Args:
        key: the port's default key for encrypted frames.
        window: whether the port checks device clocks.
    """

    def __init__(self, key: str = "", *, window: bool = True) -> None:
        self.of_port = UnitSettings(
            parse_key(key) if key else None, TOLERANT if window else replace(TOLERANT, window=None)
        )
        self._read: dict[int, tuple[Mapping[str, str], UnitSettings]] = {}

    def of(self, unit: AlarmUnit | None) -> UnitSettings:
        """Settings of `unit`; the port's for an unknown one, and where its own cannot be used (said in the log)."""
        if unit is None or not unit.settings:
            return self.of_port
        known = self._read.get(unit.id)
        if known is not None and known[0] is unit.settings:
            return known[1]
        try:
            settings = self.read(unit.settings)
        except (BadKeyError, ValueError, KeyError) as error:
            log.error("unit %s: its settings cannot be used, the port's are: %s", unit.id, error)
            settings = self.of_port
        if len(self._read) >= MOST_REMEMBERED:
            self._read.clear()
        self._read[unit.id] = (unit.settings, settings)
        return settings

    def read(self, words: Mapping[str, str]) -> UnitSettings:
        """Read a unit's settings.

        Raises:
            BadKeyError: the key cannot be used.
            ValueError: another word cannot.
            KeyError: the time zone is unknown.
        """
        key = parse_key(words["key"]) if words.get("key") else None
        return UnitSettings(key or self.of_port.key, self._dialect(words), has_own_key=key is not None)

    def _dialect(self, words: Mapping[str, str]) -> Dialect:
        base = self.of_port.dialect
        clock = base.clock
        if zone := words.get("clock"):
            clock = DeviceClock(zone=ZoneInfo(zone))
        if "month_error" in words:
            clock = replace(clock, month_error=int(words["month_error"]))
        return replace(
            base,
            clock=clock,
            window=_window(words["window"]) if "window" in words else base.window,
            account_from=AccountFrom(words.get("account_from", base.account_from)),
            binary_crc=words.get("binary_crc") != "no",
            crc_includes_cr=words.get("crc_includes_cr") != "no",
            check_plain_time=words.get("plain_time") != "no",
            occurrence_day_first=words.get("day_first") == "yes",
        )


def _window(text: str) -> Window | None:
    if text == "off":
        return None
    earliest, dots, latest = text.partition("..")
    if not dots:
        raise ValueError(f"window {text!r}: write off, or seconds as -600..600")
    return Window(earliest_s=int(earliest), latest_s=int(latest))
