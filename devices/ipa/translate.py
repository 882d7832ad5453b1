"""Alarms and texts of IPA to signals (sheet §7)."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.arrival import Arrival
from protocols.ipa import Alarm, Qualifier, TextMessage

TYPES: Mapping[str, tuple[Lane, Kind, str, str]] = {
    "ASSIST": (Lane.LIFE_SAFETY, Kind.PRESS, "Larm: hjälp", "assistance wanted"),
    "EMERGENCY": (Lane.LIFE_SAFETY, Kind.PRESS, "Nödlarm", "emergency"),
    "FALL": (Lane.LIFE_SAFETY, Kind.FALL, "Fall", "fall"),
    "FIRE": (Lane.LIFE_SAFETY, Kind.FIRE, "Brandlarm", "fire alarm"),
    "THREAT": (Lane.LIFE_SAFETY, Kind.THREAT, "Hot", "threat"),
    "BATTERY": (Lane.TECHNICAL, Kind.BATTERY, "Låg batterinivå", "battery low"),
    "FAULT": (Lane.TECHNICAL, Kind.DEVICE_FAULT, "Tekniskt fel", "fault"),
    "TEST": (Lane.TEST, Kind.TEST, "Provlarm", "test alarm"),
}
"""Types that need no agreement; any other is an alarm of unknown kind until a profile says what it means."""


def translate(alarm: Alarm, arrival: Arrival) -> Signal:
    """The signal of an alarm or its reset; one without a type is *unclassified*."""
    known = TYPES.get(alarm.type.upper())
    flags = []
    if known is None:
        known = (
            Lane.LIFE_SAFETY,
            Kind.UNKNOWN,
            f"Larm: {alarm.type or 'okänd typ'}",
            f"alarm: {alarm.type or 'unknown'}",
        )
        flags.append(Flag.UNCLASSIFIED)
    if alarm.qualifier is Qualifier.UPDATED:
        flags.append(Flag.STILL_PRESENT)
    if not alarm.source:
        flags.append(Flag.INCOMPLETE)
    lane, kind, sv, en = known
    restore = alarm.qualifier is Qualifier.RESET
    labels = (f"Återställt: {sv}", f"restored: {en}") if restore else (sv, en)
    return arrival.signal(
        1, lane, kind, labels=labels, code=alarm.type, restore=restore,
        peripheral=alarm.source_parts.get("Transmitter", ""), detail=_detail(alarm), flags=flags,
    )  # fmt: skip


def translate_text(message: TextMessage, arrival: Arrival) -> Signal:
    """A text for somebody is a call: an alarm."""
    return arrival.signal(
        1, Lane.LIFE_SAFETY, Kind.PRESS, labels=("Larmtext", "alarm text"), code="TextMessage",
        detail={"text": message.text, "called": message.to},
    )  # fmt: skip


def _detail(alarm: Alarm) -> dict[str, str]:
    detail = {name.lower(): text for name, text in alarm.source_parts.items()}
    if alarm.severity:
        detail["severity"] = alarm.severity
    location = alarm.location
    if location.place is not None:
        detail["latitude"], detail["longitude"] = (f"{degrees:.6f}" for degrees in location.place)
    if location.beacon:
        detail["beacon"] = location.beacon
    if location.cell is not None:
        detail["cell"] = " ".join(map(str, location.cell))
    return detail
