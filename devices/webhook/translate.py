"""Webhook events to signals; a word nobody knows is raised as unclassified."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from alarmd.domain.signal import Kind, Lane, Signal
from devices.arrival import Arrival
from protocols.webhook import Event


class Meaning(NamedTuple):
    """The lane of an event's word, its kind, and what people call it, in Swedish and English."""

    lane: Lane
    kind: Kind
    labels: tuple[str, str]


_LIFE, _FAULT, _NOTE = Lane.LIFE_SAFETY, Lane.TECHNICAL, Lane.INFORMATION

MEANINGS: Mapping[str, Meaning] = {
    "press": Meaning(_LIFE, Kind.PRESS, ("Larmknapp", "button pressed")),
    "fall": Meaning(_LIFE, Kind.FALL, ("Fall", "fall")),
    "fire": Meaning(_LIFE, Kind.FIRE, ("Brand", "fire")),
    "gas": Meaning(_LIFE, Kind.GAS, ("Gas", "gas")),
    "water": Meaning(_LIFE, Kind.WATER, ("Vattenläcka", "water leak")),
    "threat": Meaning(_LIFE, Kind.THREAT, ("Hot", "threat")),
    "inactivity": Meaning(_LIFE, Kind.INACTIVITY, ("Inaktivitet", "inactivity")),
    "assistance": Meaning(_LIFE, Kind.ASSISTANCE, ("Behöver hjälp", "assistance wanted")),
    "battery": Meaning(_FAULT, Kind.BATTERY, ("Lågt batteri", "low battery")),
    "mains": Meaning(_FAULT, Kind.MAINS, ("Strömavbrott", "mains lost")),
    "tamper": Meaning(_FAULT, Kind.TAMPER, ("Sabotage", "tamper")),
    "link": Meaning(_FAULT, Kind.LINK, ("Kontakt förlorad", "contact lost")),
    "device_fault": Meaning(_FAULT, Kind.DEVICE_FAULT, ("Fel på enheten", "device fault")),
    "cancelled": Meaning(_NOTE, Kind.CANCELLED, ("Återtaget", "taken back")),
    "presence": Meaning(_NOTE, Kind.PRESENCE, ("Personal på plats", "staff present")),
    "information": Meaning(_NOTE, Kind.INFORMATION, ("Upplysning", "information")),
    "test": Meaning(Lane.TEST, Kind.TEST, ("Provlarm", "test alarm")),
}
"""What `event` may say, beside `heartbeat`, which is contact and nothing else."""


def translate(event: Event, arrival: Arrival) -> Signal:
    """The signal of one event."""
    detail = detail_of(event)
    meaning = MEANINGS.get(event.event)
    if meaning is None:
        return arrival.unclassified(detail, code=event.event)
    swedish, english = meaning.labels
    return arrival.signal(
        1,
        meaning.lane,
        meaning.kind,
        labels=(f"Återställt: {swedish}", f"restored: {english}") if event.restored else meaning.labels,
        code=event.event,
        restore=event.restored,
        peripheral=event.peripheral,
        detail=detail,
        device_at=event.at,
    )


def detail_of(event: Event) -> dict[str, str]:
    """What stands in the timeline beside the event's own word."""
    detail = {"text": event.text} if event.text else {}
    if event.battery_percent is not None:
        detail["battery_percent"] = str(event.battery_percent)
    if place := event.position:
        detail["latitude"], detail["longitude"] = f"{place.latitude:.6f}", f"{place.longitude:.6f}"
        if place.accuracy_m is not None:
            detail["accuracy_m"] = f"{place.accuracy_m:g}"
        if place.at is not None:
            detail["position_at"] = place.at.isoformat()
    return dict(event.extras) | detail
