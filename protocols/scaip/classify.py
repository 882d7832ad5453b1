"""What a request means for people: the default reading of sheet §5.6, and overrides per customer or device.

When in doubt somebody is told: an unknown code, type or status is class A.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from protocols.scaip.codes import (
    DeviceType,
    Kind,
    Meaning,
    StatusCode,
    Text,
    code_text,
    device_types,
    status_codes,
)
from protocols.scaip.documents import MessageRequest, MessageType


class EventClass(StrEnum):
    """How a centre has to react."""

    PERSON = "A"
    HAZARD = "B"
    FAULT = "C"
    LINK = "D"
    TEST = "T"
    INFORMATION = "I"


@dataclass(frozen=True, slots=True)
class Classification:
    """The reading of one request.

    Attributes:
        event_class: A person, B fire, gas or water, C technical, D link lost, T test, I information.
        kind: what it is about; for a restore, what is restored.
        restore: whether it ends a technical fault. It never ends an alarm.
        label_sv: for people, Swedish.
        label_en: for people, English.
        code: `dty/stc` in plain integers, `-` for an omitted stc; after `PI` or `RE` for those.
    """

    event_class: EventClass
    kind: Kind
    restore: bool
    label_sv: str
    label_en: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A reading that goes before the default; None matches everything, an empty label keeps the default's.

    Heartbeats and withdrawals cannot be overridden.
    """

    event_class: EventClass
    kind: Kind
    restore: bool = False
    label_sv: str = ""
    label_en: str = ""
    dty: int | None = None
    dco: int | None = None
    stc: int | None = None
    lco: int | None = None

    def matches(self, request: MessageRequest) -> bool:
        """Whether every code it names is the request's."""
        return all(
            wanted is None or wanted == given
            for wanted, given in (
                (self.dty, request.dty),
                (self.dco, request.dco),
                (self.stc, request.stc),
                (self.lco, request.lco),
            )
        )


_HAZARDS = frozenset({Kind.FIRE, Kind.GAS, Kind.WATER})
_MANUAL = 10
# What a device stands for also when its alarm was given by hand; on any other, a hand means a press.
_BY_HAND_TOO = _HAZARDS | {Kind.THREAT, Kind.TAMPER}
_UNKNOWN_DEVICE = DeviceType(Text("", ""), guards=True)


def classify(request: MessageRequest, overrides: Iterable[Override] = ()) -> Classification:
    """Read a request. PI and RE win over any status (TeleAlarm's heartbeats say `alarm`)."""
    usual = _usual(request.dty, request.stc)
    if request.mty is MessageType.HEARTBEAT:
        return _plain(Kind.HEARTBEAT, "Kontrollsignal", "Heartbeat", f"PI {usual.code}")
    if request.mty is MessageType.RESET:
        return _plain(Kind.CANCELLED, "Återtaget av larmenheten", "Withdrawn by the unit", f"RE {usual.code}")
    for override in overrides:
        if override.matches(request):
            return Classification(
                override.event_class,
                override.kind,
                override.restore,
                override.label_sv or usual.label_sv,
                override.label_en or usual.label_en,
                usual.code,
            )
    return usual


@lru_cache(maxsize=4096)
def _usual(dty: int, stc: int | None) -> Classification:
    """The default reading of a device and its status: the same for every unit, so it is worked out once."""
    event_class, kind = _default(dty, stc)
    restore = kind is Kind.RESTORE or _meaning(dty, stc) is Meaning.RESTORE
    label_sv, label_en = _labels(dty, stc)
    code = f"{dty}/{'-' if stc is None else stc}"
    return Classification(event_class, kind, restore, label_sv, label_en, code)


def _plain(kind: Kind, label_sv: str, label_en: str, code: str) -> Classification:
    return Classification(EventClass.INFORMATION, kind, False, label_sv, label_en, code)


def _labels(dty: int, stc: int | None) -> tuple[str, str]:
    status, device = code_text("stc", stc), code_text("dty", dty)
    return _sentence(f"{status.sv} – {device.sv}"), _sentence(f"{status.en} – {device.en}")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _default(dty: int, stc: int | None) -> tuple[EventClass, Kind]:
    meaning = _meaning(dty, stc)
    status = _status(stc)
    kind = status.kind if status else None
    match meaning:
        case None:
            return EventClass.PERSON, Kind.UNKNOWN
        case Meaning.FAULT:
            return EventClass.FAULT, kind or Kind.DEVICE_FAULT
        case Meaning.LINK:
            return EventClass.LINK, Kind.LINK
        case Meaning.TEST:
            return EventClass.TEST, Kind.TEST
        case Meaning.RESTORE:
            return EventClass.INFORMATION, kind or Kind.RESTORE
        case Meaning.CANCEL:
            return EventClass.INFORMATION, Kind.CANCELLED
        case Meaning.INFORMATION:
            return EventClass.INFORMATION, kind or Kind.INFORMATION
    alarm = kind or device_types().get(dty, _UNKNOWN_DEVICE).alarm
    if kind is None and stc == _MANUAL and alarm not in _BY_HAND_TOO:
        alarm = Kind.PRESS
    alarm = alarm or Kind.UNKNOWN
    return EventClass.HAZARD if alarm in _HAZARDS else EventClass.PERSON, alarm


def _status(stc: int | None) -> StatusCode | None:
    return None if stc is None else status_codes().get(stc)


def _meaning(dty: int, stc: int | None) -> Meaning | None:
    """The meaning of the status for this device; None for a code nobody knows."""
    if stc is None:
        return Meaning.ALARM
    status = _status(stc)
    if status is None:
        return None
    if status.means not in (Meaning.GUARD, Meaning.HAZARD):
        return status.means
    device = device_types().get(dty, _UNKNOWN_DEVICE)
    hazard = status.means is Meaning.HAZARD and device.alarm is not None and device.alarm in _HAZARDS
    return Meaning.ALARM if device.guards or hazard else status.otherwise
