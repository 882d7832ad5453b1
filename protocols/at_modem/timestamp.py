"""The service centre's time stamp: seven swapped semi-octet pairs, the last one quarter hours (TS 23.040 §9.2.3.11)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from protocols.at_modem.octets import swap, swapped

LENGTH = 7

_SIGN = 0x08
"""Of the last octet as sent: the zone lies west."""


def read_timestamp(octets: bytes) -> datetime | None:
    """The time with its zone; None when it is no time. Years from 70 upwards are wrong clocks and read as 19xx."""
    digits = swapped(octets[: LENGTH - 1])
    quarters = swapped(bytes([octets[-1] & ~_SIGN]))
    if len(octets) != LENGTH or not (digits + quarters).isdecimal():
        return None
    year, month, day, hour, minute, second = [int(digits[place : place + 2]) for place in range(0, 12, 2)]
    offset = timedelta(minutes=15 * int(quarters))
    zone = timezone(-offset if octets[-1] & _SIGN else offset) if offset < timedelta(hours=24) else None
    try:
        return datetime(1900 + year if year >= 70 else 2000 + year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def build_timestamp(at: datetime) -> bytes:
    """The seven octets of an aware time, in its own zone; parts of a second are left out."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    quarters = swap(f"{abs(minutes) // 15:02}")[0] | (_SIGN if minutes < 0 else 0)
    return swap(f"{at:%y%m%d%H%M%S}") + bytes([quarters])
