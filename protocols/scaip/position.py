"""Where a unit says it is: `geo`, `tim` and NMEA `gga` of `lge` (SS 91100; RFC 5870; NMEA 0183)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import reduce

from protocols.scaip.documents import GeoLocation

_GEO = re.compile(
    r"(?:geo:)?\s*([+-]?\d{1,3}(?:\.\d{1,12})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,12})?)(?:\s*[,;].*)?", re.I | re.ASCII
)
_TIM = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(?:Z|([+-])(\d\d)(?::?(\d\d))?)?", re.I | re.ASCII
)
_ANGLE = re.compile(r"(\d{1,3})(\d\d(?:\.\d{1,9})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Position:
    """A place, and the texts it was read from.

    Attributes:
        lat: degrees, WGS 84, -90 to 90; None when it cannot be read.
        lon: degrees, -180 to 180; None likewise.
        at: when the position was taken, aware; None when not said.
        raw: the texts as sent, to be shown when lat and lon are missing.
        fault: why lat and lon are missing, empty otherwise.
    """

    lat: float | None
    lon: float | None
    at: datetime | None
    raw: str
    fault: str = ""


def locate(location: GeoLocation, received_at: datetime) -> Position:
    """Read a location; decimal degrees go before NMEA, never raises.

    Args:
        location: as sent.
        received_at: aware; gives the day of a GGA sentence, which has only a time.
    """
    raw = " ".join(text for text in (location.geo, location.tim, location.gga) if text)
    at = read_time(location.tim)
    place = read_geo(location.geo)
    if place is not None:
        return Position(*place, at, raw)
    if not location.gga:
        return Position(None, None, at, raw, "unreadable position" if location.geo else "no position")
    found = read_gga(location.gga)
    if isinstance(found, str):
        return Position(None, None, at, raw, found)
    lat, lon, clock = found
    return Position(lat, lon, at or _nearest(clock, received_at), raw)


def read_geo(text: str) -> tuple[float, float] | None:
    """`lat,lon` in decimal degrees, with or without `geo:`; None when unreadable or out of range."""
    match = _GEO.fullmatch(text.strip())
    if match is None:
        return None
    return _in_range(float(match.group(1)), float(match.group(2)))


def _in_range(lat: float, lon: float) -> tuple[float, float] | None:
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def read_time(text: str) -> datetime | None:
    """`YYYY-MM-DDThh:mm:ss+hh`; `Z`, minutes and no offset (then UTC) are understood too; None when unreadable."""
    match = _TIM.fullmatch(text.strip())
    if match is None:
        return None
    day, clock, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=timezone(offset))
    except ValueError:
        return None


def nmea_checksum(body: str) -> int:
    """Exclusive or of the characters between `$` and `*`."""
    return reduce(lambda total, char: total ^ ord(char), body, 0) & 0xFF


def read_gga(sentence: str) -> tuple[float, float, timedelta | None] | str:
    """Latitude, longitude and time of day (UTC) of a GGA sentence, or what is wrong with it."""
    body, star, checksum = sentence.strip().removeprefix("$").partition("*")
    fields = body.split(",")
    if len(fields) < 7 or not fields[0].endswith("GGA"):
        return "no GGA sentence"
    if not star or checksum.strip().upper() != f"{nmea_checksum(body):02X}":
        return "checksum wrong"
    if fields[6] in ("", "0"):
        return "no fix"
    lat, lon = _angle(fields[2], fields[3], "NS"), _angle(fields[4], fields[5], "EW")
    place = _in_range(lat, lon) if lat is not None and lon is not None else None
    return (*place, _clock(fields[1])) if place else "unreadable position"


def _angle(text: str, side: str, sides: str) -> float | None:
    match = _ANGLE.fullmatch(text)
    if match is None or side not in tuple(sides) or float(match.group(2)) >= 60:
        return None
    degrees = int(match.group(1)) + float(match.group(2)) / 60
    return round(-degrees if side == sides[1] else degrees, 7)


def _clock(text: str) -> timedelta | None:
    if re.fullmatch(r"[0-2]\d[0-5]\d[0-5]\d(?:\.\d{1,6})?", text, re.ASCII) is None or text[:2] > "23":
        return None
    return timedelta(hours=int(text[:2]), minutes=int(text[2:4]), seconds=float(text[4:]))


def _nearest(clock: timedelta | None, received_at: datetime) -> datetime | None:
    """The moment with this time of day that lies nearest to the reception."""
    if clock is None:
        return None
    midnight = received_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [midnight + clock + timedelta(days=days) for days in (-1, 0, 1)]
    return min(moments, key=lambda moment: abs(moment - received_at))
