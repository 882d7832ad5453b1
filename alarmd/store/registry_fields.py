"""What people may write in a field of the registry, and what they are told when it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

Reader = Callable[[str], Any]
LOCAL = ZoneInfo("Europe/Stockholm")
_UNITS_S = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Wrong(ValueError):
    """A field cannot be read: `what` is wrong, and `advice` says what to write instead."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"{what}: {advice}")
        self.what = what
        self.advice = advice


def text(value: str) -> str:
    """Any text, without spaces around it and without characters that cannot be printed."""
    value = " ".join(line.strip() for line in value.strip().splitlines())
    if not value.isprintable():
        raise Wrong("holds characters that cannot be printed", "type it again by hand")
    return value


def long_text(value: str) -> str:
    """Text of several lines: notes, action plans."""
    value = value.strip().replace("\r\n", "\n")
    if not value.replace("\n", "").replace("\t", "").isprintable():
        raise Wrong("holds characters that cannot be printed", "type it again by hand")
    return value


def phone(value: str) -> str:
    """A telephone number: digits with spaces, dashes and a leading plus."""
    value = text(value)
    if value and not re.fullmatch(r"\+?[\d\s()/-]{3,25}", value):
        raise Wrong(f"'{value}' is not a telephone number", "write digits, such as 031-390 06 05 or +46313900605")
    return value


def phones(value: str) -> list[str]:
    """Several telephone numbers with a semicolon or a slash and spaces between."""
    return [phone(part) for part in re.split(r";|\s/\s", value) if part.strip()]


def born(value: str) -> str:
    """A date of birth, or the year alone."""
    value = text(value)
    if not value or re.fullmatch(r"\d{4}", value):
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Wrong(f"'{value}' is not a date", "write it as 1938-04-27, or the year alone") from None


def yes_no(value: str) -> bool:
    """Yes or no, in Swedish or English."""
    word = value.strip().casefold()
    if word in ("ja", "j", "yes", "y", "1", "true", "x"):
        return True
    if word in ("nej", "n", "no", "0", "false", ""):
        return False
    raise Wrong(f"'{value}' is neither yes nor no", "write ja or nej")


def whole(low: int, high: int) -> Reader:
    """A whole number from `low` to `high`."""

    def read(value: str) -> int:
        try:
            number = int(value.strip())
        except ValueError:
            raise Wrong(f"'{value}' is not a whole number", f"write a number from {low} to {high}") from None
        if not low <= number <= high:
            raise Wrong(f"{number} is out of range", f"write a number from {low} to {high}")
        return number

    return read


def degrees(value: str) -> float | None:
    """A latitude or longitude in degrees; nothing when left out."""
    if not value.strip():
        return None
    try:
        number = float(value.strip().replace(",", "."))
    except ValueError:
        raise Wrong(f"'{value}' is not a position", "write degrees, such as 57.7089") from None
    if not -180 <= number <= 180:
        raise Wrong(f"{number} is not a position", "write degrees from -180 to 180")
    return number


def duration(value: str) -> float:
    """Seconds, or a number with s, m, h or d behind it: 90, 90s, 25h."""
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([smhd]?)", value.strip().casefold())
    if found is None:
        raise Wrong(f"'{value}' is not a length of time", "write seconds, or a number with s, m, h or d: 90s, 25h")
    return float(found[1].replace(",", ".")) * _UNITS_S[found[2]]


def choice(*words: str) -> Reader:
    """One of a few words."""

    def read(value: str) -> str:
        word = value.strip().casefold()
        if word not in words:
            raise Wrong(f"'{value.strip()}' is not known here", f"write one of {', '.join(words)}")
        return word

    return read


def moment(value: str) -> datetime:
    """A point in time; without a zone it is Swedish time. Stored and returned in UTC."""
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        raise Wrong(f"'{value}' is not a time", "write it as 2026-03-02T07:00 (Swedish time)") from None
    return (at if at.tzinfo is not None else at.replace(tzinfo=LOCAL)).astimezone(UTC)


def pairs(value: str) -> dict[str, str]:
    """Settings as `name=value`, semicolon between."""
    found = {}
    for part in value.split(";"):
        if not part.strip():
            continue
        name, equals, setting = part.partition("=")
        if not equals or not name.strip():
            raise Wrong(f"'{part.strip()}' is not a setting", "write name=value, with a semicolon between settings")
        found[name.strip()] = setting.strip()
    return found


def addresses(value: str) -> list[str]:
    """Channels to a responder, in the order to try, with a blank between."""
    found = value.split()
    wrong = [part for part in found if "://" not in part and not re.fullmatch(r"[\w.-]+", part)]
    if wrong or not found:
        raise Wrong("is not a list of channels", "write one or more channel URLs, or names of configured channels")
    return found
