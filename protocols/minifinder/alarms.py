"""The alarm bits of a pendant (sheet §3, key 02)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Alarm(StrEnum):
    """What a bit means, the most urgent first."""

    SOS = "sos"
    FALL = "fall"
    SIDE_BUTTON_1 = "side_button_1"
    SIDE_BUTTON_2 = "side_button_2"
    UNKNOWN = "unknown"
    LOW_BATTERY = "low_battery"
    POWER_OFF = "power_off"
    GEOFENCE_EXIT = "geofence_exit"
    GEOFENCE_ENTRY = "geofence_entry"
    OVERSPEED = "overspeed"
    MOVEMENT = "movement"
    POWER_ON = "power_on"
    BARK = "bark"


@dataclass(frozen=True, slots=True)
class Event:
    """One alarm; `fence` is 1 to 4 for a geofence, else 0. `bit` is set for one that nobody knows."""

    alarm: Alarm
    fence: int = 0
    bit: int | None = None

    def __str__(self) -> str:
        if self.bit is not None:
            return f"{self.alarm} bit {self.bit}"
        return f"{self.alarm} {self.fence}" if self.fence else str(self.alarm)


BITS = {
    0: Alarm.LOW_BATTERY,
    1: Alarm.OVERSPEED,
    2: Alarm.FALL,
    8: Alarm.POWER_OFF,
    9: Alarm.POWER_ON,
    10: Alarm.MOVEMENT,
    12: Alarm.SOS,
    13: Alarm.SIDE_BUTTON_1,
    14: Alarm.SIDE_BUTTON_2,
    31: Alarm.BARK,
}
BIT_OF = {alarm: bit for bit, alarm in BITS.items()}
_FENCES = range(4, 8)
_ENTERED = range(26, 30)
_ORDER = {alarm: place for place, alarm in enumerate(Alarm)}


def urgency(alarm: Alarm) -> int:
    """0 for the most urgent."""
    return _ORDER[alarm]


def read_events(bits: int) -> tuple[Event, ...]:
    """The events of 32 alarm bits, lowest bit first; a bit that nobody knows is an alarm of unknown kind."""
    events = []
    for bit in range(32):
        if not bits & 1 << bit or bit in _ENTERED:
            continue
        if bit in _FENCES:
            entered = bits & 1 << (_ENTERED.start + bit - _FENCES.start)
            events.append(Event(Alarm.GEOFENCE_ENTRY if entered else Alarm.GEOFENCE_EXIT, bit - _FENCES.start + 1))
        elif bit in BITS:
            events.append(Event(BITS[bit]))
        else:
            events.append(Event(Alarm.UNKNOWN, bit=bit))
    return tuple(events)
