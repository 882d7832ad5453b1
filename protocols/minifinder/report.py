"""What a frame says: who, which events, where, how it is with the battery (sheet §3, table of keys)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from protocols.minifinder.alarms import Alarm, Event, read_events, urgency
from protocols.minifinder.frame import Field, Frame, Kind

_IMEI, _ALARM, _HEARTBEAT, _TIME_WANTED = 0x01, 0x02, 0x10, 0x12
_BEACON, _BEACON_WITH_BATTERY = 0x28, 0x2C
_MAY_REPEAT = frozenset({_BEACON, _BEACON_WITH_BATTERY})
PLACE_WANTED = frozenset({0x11, 0x21, 0x22})
"""Keys of a services frame that ask for a rough place."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A place. `valid` is false when the pendant had no satellites: then it is an old place or none.

    Attributes:
        lat, lon: degrees. speed_kmh, course: km/h and degrees. altitude_m: metres (decimetres on some old units).
        hdop: horizontal dilution; 0.0 means no fix. odometer_m: metres since reset. satellites: in use.
        source: `gps`, `beacon` or `wifi`.
    """

    lat: float
    lon: float
    valid: bool
    source: str = "gps"
    speed_kmh: int | None = None
    course: int | None = None
    altitude_m: int | None = None
    hdop: float | None = None
    odometer_m: int | None = None
    satellites: int | None = None


@dataclass(slots=True)
class Record:
    """What was true at one time; a batch has several, stored ones first.

    Attributes:
        at: when it was written, UTC. stored: it was kept in the pendant for lack of a link.
        signal: 0 to 31. battery: percent, None when not said. beacon: identity and text of the nearest beacon.
        alarm_bits, status_bits: as sent, None when absent.
    """

    at: datetime | None = None
    stored: bool = False
    charging: bool = False
    moving: bool = False
    signal: int | None = None
    battery: int | None = None
    status_bits: int | None = None
    alarm_bits: int | None = None
    alarm_at: datetime | None = None
    events: tuple[Event, ...] = ()
    fix: Fix | None = field(default=None, repr=False)
    beacon: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """All that one frame says; `imei` is empty when it names nobody.

    Attributes:
        heartbeat: a link test. battery: percent, the latest said.
        wants_time, wants_place: the pendant asks us for the time, or for a rough place to start its receiver with.
        unread: keys of fields that were too short for what they should hold.
    """

    imei: str
    records: tuple[Record, ...] = ()
    heartbeat: bool = False
    battery: int | None = None
    wants_time: bool = False
    wants_place: bool = False
    unread: tuple[int, ...] = ()

    @property
    def events(self) -> tuple[tuple[Event, Record], ...]:
        """Every event with its record, the most urgent first."""
        found = [(event, record) for record in self.records for event in record.events]
        return tuple(sorted(found, key=lambda pair: urgency(pair[0].alarm)))


def read_report(frame: Frame) -> Report:
    """Read a frame; fields that cannot be read are left out and named in `unread`, never an error."""
    fields = {field.key: field.octets for field in frame.fields}
    services = fields if frame.kind == Kind.SERVICES else {}
    unread: list[int] = []
    records = tuple(_records(frame.fields, unread)) if frame.kind == Kind.REPORT else ()
    batteries = [record.battery for record in records if record.battery is not None]
    return Report(
        fields.get(_IMEI, b"").decode("ascii", "replace").strip("\0 "),
        records,
        heartbeat=_HEARTBEAT in services,
        battery=next(iter(services.get(_HEARTBEAT, b"")), None) if services else next(reversed(batteries), None),
        wants_time=_TIME_WANTED in services,
        wants_place=not PLACE_WANTED.isdisjoint(services),
        unread=tuple(unread),
    )


def _records(fields: tuple[Field, ...], unread: list[int]) -> Iterator[Record]:
    record, seen = Record(), set[int]()
    for each in fields:
        if each.key == _IMEI:
            continue
        if each.key in seen and each.key not in _MAY_REPEAT:
            yield record
            record, seen = Record(), set()
        seen.add(each.key)
        read = _READERS.get(each.key)
        try:
            if read is not None:
                read(record, each.octets)
        except (struct.error, IndexError):
            unread.append(each.key)
            if each.key == _ALARM:
                record.events = (Event(Alarm.UNKNOWN),)
    if seen:
        yield record


def _time(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _read_alarm(record: Record, octets: bytes) -> None:
    (record.alarm_bits,) = struct.unpack_from("<I", octets)
    if len(octets) >= 8:
        record.alarm_at = _time(struct.unpack_from("<I", octets, 4)[0])
    record.events = read_events(record.alarm_bits)


def _read_battery(record: Record, octets: bytes) -> None:
    record.battery = octets[0]


def _read_gps(record: Record, octets: bytes) -> None:
    lat, lon, speed, course, altitude, hdop, odometer, satellites = struct.unpack_from("<iiHHhHIB", octets)
    record.fix = Fix(
        lat / 1e7, lon / 1e7, hdop > 0, speed_kmh=speed, course=course, altitude_m=altitude, hdop=hdop / 10,
        odometer_m=odometer, satellites=satellites,
    )  # fmt: skip


def _read_status(record: Record, octets: bytes) -> None:
    seconds, bits = struct.unpack_from("<II", octets)
    record.at, record.status_bits = _time(seconds), bits
    record.charging, record.stored, record.moving = bool(bits & 1 << 4), bool(bits & 1 << 7), bool(bits & 1 << 9)
    record.signal, record.battery = bits >> 19 & 0x1F, bits >> 24


def _read_short_gps(record: Record, octets: bytes) -> None:
    lat, lon, hdop, altitude = struct.unpack_from("<iiHh", octets)
    record.fix = Fix(lat / 1e7, lon / 1e7, hdop > 0, altitude_m=altitude, hdop=hdop / 10)


def _read_beacon(record: Record, octets: bytes, after: int = 9) -> None:
    flags, address, rest = octets[0], octets[6:0:-1], octets[after:]
    if len(address) < 6:
        raise IndexError
    text = ""
    if flags & 0x80:
        lat, lon = struct.unpack_from("<ii", rest)
        record.fix, rest = record.fix or Fix(lat / 1e7, lon / 1e7, True, "beacon"), rest[8:]
    if flags & 0x40:
        text = rest.decode("utf-8", "replace").strip("\0 ")
    record.beacon = record.beacon or f"{address.hex(':')} {text}".strip()


def _read_beacon_with_battery(record: Record, octets: bytes) -> None:
    _read_beacon(record, octets, after=10)


def _read_known_place(record: Record, octets: bytes) -> None:
    lat, lon = struct.unpack_from("<ii", octets, 8)
    record.fix = record.fix or Fix(lat / 1e7, lon / 1e7, True, "wifi")


_READERS: dict[int, Callable[[Record, bytes], None]] = {
    _ALARM: _read_alarm,
    0x14: _read_battery,
    0x20: _read_gps,
    0x24: _read_status,
    0x27: _read_short_gps,
    _BEACON: _read_beacon,
    _BEACON_WITH_BATTERY: _read_beacon_with_battery,
    0x2A: _read_known_place,
}
