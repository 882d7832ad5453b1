"""A pendant's fields, for simulators and tests (sheet §3); `frame.seal` makes a frame of them."""

from __future__ import annotations

import struct

from protocols.minifinder.alarms import BIT_OF, Alarm
from protocols.minifinder.frame import Field


def imei(text: str) -> Field:
    """Who speaks; 15 digits."""
    return Field(0x01, text.encode("ascii"))


def alarm(bits: int, at_s: int | None = None) -> Field:
    """Alarm bits and, if given, the Unix time of the alarm."""
    return Field(0x02, struct.pack("<I", bits) if at_s is None else struct.pack("<II", bits, at_s))


def bits_of(*alarms: Alarm) -> int:
    """The bits of alarms other than geofences."""
    return sum(1 << BIT_OF[each] for each in alarms)


def status(
    at_s: int, *, battery: int, signal: int = 20, stored: bool = False, charging: bool = False, moving: bool = False
) -> Field:
    """Time of a record, Unix seconds, and the state: battery in percent, signal 0 to 31."""
    bits = battery << 24 | signal << 19 | moving << 9 | stored << 7 | charging << 4
    return Field(0x24, struct.pack("<II", at_s, bits))


def gps(lat: float, lon: float, *, hdop: float = 0.9, satellites: int = 9, altitude_m: int = 30) -> Field:
    """A place in degrees; hdop 0 means that it is not valid."""
    numbers = round(lat * 1e7), round(lon * 1e7), 0, 0, altitude_m, round(hdop * 10), 1000, satellites
    return Field(0x20, struct.pack("<iiHHhHIB", *numbers))


def heartbeat(battery: int) -> Field:
    """Sign of life, in a services frame; battery in percent."""
    return Field(0x10, bytes([battery]))


def time_wanted() -> Field:
    """Asks for the time, in a services frame."""
    return Field(0x12, b"")


def place_wanted() -> Field:
    """Asks for a rough place, in a services frame."""
    return Field(0x11, b"")
