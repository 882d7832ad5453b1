"""Kinds that an installation gives to codes and texts without a standard meaning, and the lanes they go in."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.arrival import Arrival

_OTHER_LANES: Mapping[Kind, Lane] = {
    **dict.fromkeys((Kind.BATTERY, Kind.MAINS, Kind.TAMPER, Kind.LINK, Kind.DEVICE_FAULT), Lane.TECHNICAL),
    **dict.fromkeys((Kind.LOST, Kind.WRONG_CLOCK, Kind.SECURITY, Kind.DOOR_DOWN), Lane.TECHNICAL),
    **dict.fromkeys((Kind.CANCELLED, Kind.PRESENCE, Kind.HEARTBEAT, Kind.INFORMATION), Lane.INFORMATION),
    Kind.TEST: Lane.TEST,
}

LABELS: Mapping[Kind, tuple[str, str]] = {
    Kind.PRESS: ("Trygghetslarm", "personal emergency"),
    Kind.FALL: ("Fallarm", "fall"),
    Kind.FIRE: ("Brandlarm", "fire"),
    Kind.GAS: ("Gaslarm", "gas"),
    Kind.WATER: ("Vattenlarm", "water"),
    Kind.THREAT: ("Överfallslarm", "threat"),
    Kind.INACTIVITY: ("Inaktivitet", "inactivity"),
    Kind.BATTERY: ("Lågt batteri", "low battery"),
    Kind.MAINS: ("Strömavbrott", "mains lost"),
    Kind.TAMPER: ("Sabotage", "tamper"),
    Kind.LINK: ("Förbindelsefel", "link fault"),
    Kind.DEVICE_FAULT: ("Tekniskt fel", "technical fault"),
    Kind.TEST: ("Provlarm", "test"),
}
"""What the kinds are called; others by their own word."""


def lane_of_kind(kind: Kind) -> Lane:
    """The lane of a kind: life-safety unless it is known to be less."""
    return _OTHER_LANES.get(kind, Lane.LIFE_SAFETY)


def labels_of(kind: Kind, code: str) -> tuple[str, str]:
    """Swedish and English label of a kind that stands for `code`."""
    if kind is Kind.UNKNOWN:
        return f"Okänd kod {code}", f"unknown code {code}"
    return LABELS.get(kind, (str(kind), str(kind)))


def plain_code_signal(arrival: Arrival, code: str, codes: Mapping[str, str], detail: Mapping[str, str]) -> Signal:
    """The signal of a code that only this installation knows; one nobody has named rings as unknown (DESIGN §6)."""
    named = codes.get(code) or codes.get(code.replace(" ", ""))
    kind = Kind(named) if named else Kind.UNKNOWN
    return arrival.signal(
        1,
        lane_of_kind(kind),
        kind,
        labels=labels_of(kind, code),
        code=code,
        detail=detail,
        flags=() if named else (Flag.UNCLASSIFIED,),
    )
