"""What is remembered of pendants that move: where each was last, and which batteries were said to be low."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from alarmd.domain.signal import Flag, Kind, Lane, RetrySpan, Signal
from devices.arrival import Arrival

REPEATS = RetrySpan(600.0)
"""A pendant repeats an alarm until it is answered; its own time in the key tells a repeat from a new press."""

LATE_S = 120.0
AHEAD_S = 120.0
CHARGED_PERCENT = 30
_FIRST_BELIEVED = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pendant said it was.

    Attributes:
        lat, lon: degrees. at: when, None when not said. valid: it had satellites, or a known beacon.
        accuracy: how good it is, in the pendant's own figures.
    """

    lat: float = field(repr=False)
    lon: float = field(repr=False)
    at: datetime | None
    valid: bool
    accuracy: str = ""

    def detail(self, now: datetime) -> dict[str, str]:
        """For the timeline: place, time, age and accuracy; in Swedish, as people read it."""
        detail = {"latitude": f"{self.lat:.6f}", "longitude": f"{self.lon:.6f}"}
        if self.at is not None:
            detail["position_at"] = self.at.isoformat()
            detail["position_age"] = spell_age(now - self.at)
        if self.accuracy:
            detail["accuracy"] = self.accuracy
        if not self.valid:
            detail["position_problem"] = "ingen positionsbestämning: gammal plats eller ingen"
        return detail


def spell_age(age: timedelta) -> str:
    """`35 s`, `12 min`, `5 h` or `3 d`; a place from the future is `0 s` old."""
    seconds = max(0, int(age.total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


class Pendants:
    """What one door remembers of its pendants, by unit; the one unheard for longest is forgotten first.

    Args:
        most: pendants remembered.
    """

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._places: OrderedDict[int, Place] = OrderedDict()
        self._low: set[int] = set()

    def moved(self, unit_id: int, place: Place | None) -> None:
        """It has said where it is; only a place with a fix is remembered."""
        if place is None or not place.valid:
            return
        self._places[unit_id] = place
        self._places.move_to_end(unit_id)
        if len(self._places) > self._most:
            self._places.popitem(last=False)

    def detail(self, unit_id: int | None, place: Place | None, now: datetime) -> dict[str, str]:
        """Where it is: by the message itself, else the last place that is known."""
        last = self._places.get(unit_id) if unit_id is not None else None
        if place is not None and (place.valid or last is None):
            return place.detail(now)
        if last is None:
            return {}
        return last.detail(now) | {"position_problem": "senast kända plats"}

    def battery_low(self, unit_id: int) -> bool:
        """Its battery is low: True the first time, until it is charged."""
        if unit_id in self._low:
            return False
        self._low.add(unit_id)
        return True

    def battery_said(self, unit_id: int, percent: int | None, *, charging: bool = False) -> bool:
        """True when a battery that was said to be low is charged again."""
        if unit_id in self._low and (charging or (percent or 0) >= CHARGED_PERCENT):
            self._low.discard(unit_id)
            return True
        return False


def believed(at: datetime | None, received_at: datetime) -> tuple[datetime | None, tuple[Flag, ...]]:
    """A pendant's time of an event, and what a person should know about it.

    A time before 2020 or ahead of ours is none at all; a late one is kept, so that both times are shown.
    """
    if at is None:
        return None, ()
    if at < _FIRST_BELIEVED or (at - received_at).total_seconds() > AHEAD_S:
        return None, (Flag.CLOCK_WRONG,)
    return at, (Flag.LATE,) if (received_at - at).total_seconds() > LATE_S else ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an alarm of a pendant is to people."""

    lane: Lane
    kind: Kind
    sv: str
    en: str
    restore: bool = False

    def signal(
        self, arrival: Arrival, number: int, code: str, detail: Mapping[str, str], at: datetime | None = None
    ) -> Signal:
        """The signal no. `number` of the message; `at` is the pendant's own time of it."""
        device_at, flags = believed(at, arrival.received_at)
        if self.kind is Kind.UNKNOWN:
            flags = (*flags, Flag.UNCLASSIFIED)
        return arrival.signal(
            number, self.lane, self.kind, labels=(self.sv, self.en), code=code, restore=self.restore, detail=detail,
            device_at=device_at, flags=flags,
        )  # fmt: skip


SOS = Meaning(Lane.LIFE_SAFETY, Kind.PRESS, "Larmknapp (SOS)", "SOS button")
FALL = Meaning(Lane.LIFE_SAFETY, Kind.FALL, "Fall", "fall")
LEFT_AREA = Meaning(Lane.LIFE_SAFETY, Kind.ASSISTANCE, "Har lämnat sitt område", "has left the area")
UNKNOWN = Meaning(Lane.LIFE_SAFETY, Kind.UNKNOWN, "Larm av okänd typ", "alarm of unknown kind")
LOW_BATTERY = Meaning(Lane.TECHNICAL, Kind.BATTERY, "Låg batterinivå", "battery low")
CHARGED = Meaning(Lane.TECHNICAL, Kind.BATTERY, "Återställt: Låg batterinivå", "restored: battery low", restore=True)
SWITCHED_OFF = Meaning(Lane.TECHNICAL, Kind.DEVICE_FAULT, "Avstängd", "switched off")
SWITCHED_ON = Meaning(Lane.TECHNICAL, Kind.DEVICE_FAULT, "Påslagen igen", "switched on again", restore=True)
TAKEN_OFF = Meaning(Lane.TECHNICAL, Kind.TAMPER, "Avtagen", "taken off")
ENTERED_AREA = Meaning(Lane.INFORMATION, Kind.PRESENCE, "Har kommit in i ett område", "has entered an area")
MOVING = Meaning(Lane.INFORMATION, Kind.INFORMATION, "Rörelse", "movement")
OVERSPEED = Meaning(Lane.INFORMATION, Kind.INFORMATION, "Hög fart", "high speed")
SOUND = Meaning(Lane.INFORMATION, Kind.INFORMATION, "Ljud hört", "sound heard")
