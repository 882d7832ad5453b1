"""The code tables of SS 91100 in Swedish and English, with our default reading of each (sheet §5)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


class Kind(StrEnum):
    """What a message is about, in our own words."""

    PRESS = "press"
    FALL = "fall"
    FIRE = "fire"
    GAS = "gas"
    WATER = "water"
    THREAT = "threat"
    INACTIVITY = "inactivity"
    ASSISTANCE = "assistance"
    BATTERY = "battery"
    MAINS = "mains"
    TAMPER = "tamper"
    LINK = "link"
    DEVICE_FAULT = "device_fault"
    RESTORE = "restore"
    CANCELLED = "cancelled"
    PRESENCE = "presence"
    TEST = "test"
    HEARTBEAT = "heartbeat"
    INFORMATION = "information"
    UNKNOWN = "unknown"


class Meaning(StrEnum):
    """How a status code is read by default; the table in `status_codes.toml` explains each word."""

    ALARM = "alarm"
    GUARD = "guard"
    HAZARD = "hazard"
    FAULT = "fault"
    LINK = "link"
    RESTORE = "restore"
    TEST = "test"
    CANCEL = "cancel"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Text:
    """One meaning in both languages."""

    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class DeviceType:
    """A row of table dty.

    Attributes:
        text: what it is called.
        alarm: the kind of an alarm from it; None when only the status can tell.
        guards: whether movement, presence or an open door is an alarm.
    """

    text: Text
    alarm: Kind | None = None
    guards: bool = False


@dataclass(frozen=True, slots=True)
class StatusCode:
    """A row of table stc.

    Attributes:
        text: what it is called.
        means: our default reading.
        otherwise: the reading when a guard or hazard code comes from a device that is neither.
        kind: where the device does not decide.
    """

    text: Text
    means: Meaning
    otherwise: Meaning = Meaning.INFORMATION
    kind: Kind | None = None


def _rows(name: str) -> dict[int, dict[str, Any]]:
    raw = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return {int(code): row for code, row in tomllib.loads(raw).items()}


def _text(row: Mapping[str, Any]) -> Text:
    return Text(row["sv"], row["en"])


def _kind(row: Mapping[str, Any], key: str) -> Kind | None:
    return Kind(row[key]) if key in row else None


@cache
def device_types() -> Mapping[int, DeviceType]:
    """Table dty, 0 to 51."""
    return MappingProxyType(
        {
            code: DeviceType(_text(row), _kind(row, "alarm"), row.get("guards", False))
            for code, row in _rows("device_types").items()
        }
    )


@cache
def status_codes() -> Mapping[int, StatusCode]:
    """Table stc, 0 to 127."""
    return MappingProxyType(
        {
            code: StatusCode(
                _text(row),
                Meaning(row["means"]),
                Meaning(row.get("otherwise", Meaning.INFORMATION)),
                _kind(row, "kind"),
            )
            for code, row in _rows("status_codes").items()
        }
    )


@cache
def components() -> Mapping[int, Text]:
    """Table dco, 0 to 29."""
    return MappingProxyType({code: _text(row) for code, row in _rows("components").items()})


@cache
def locations() -> Mapping[int, Text]:
    """Table lco, 0 to 52."""
    return MappingProxyType({code: _text(row) for code, row in _rows("locations").items()})


_VENDOR_RANGES = {"dty": range(900, 1000), "stc": range(900, 1000), "dco": range(90, 100), "lco": range(90, 100)}
_VENDOR_RANGES["ico"] = range(90, 100)


def is_vendor_code(tag: str, code: int) -> bool:
    """Whether a code of `dty`, `stc`, `dco`, `lco` or `ico` has a meaning only together with the maker."""
    return code in _VENDOR_RANGES[tag]


def code_text(tag: str, code: int | None) -> Text:
    """The text for a code of `dty`, `stc`, `dco`, `lco` or `ico`; unknown ones are shown with their number.

    An omitted `stc` is an alarm; any other omitted code has an empty text.
    """
    if code is None:
        return Text("larm", "alarm") if tag == "stc" else Text("", "")
    if tag == "dty" and code in device_types():
        return device_types()[code].text
    if tag == "stc" and code in status_codes():
        return status_codes()[code].text
    known = {"dco": components, "lco": locations}.get(tag)
    if known is not None and code in known():
        return known()[code]
    if is_vendor_code(tag, code):
        return Text(f"leverantörskod {code}", f"vendor code {code}")
    return Text(f"okänd kod {code}", f"unknown code {code}")
