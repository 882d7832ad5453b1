"""What a device's word means here: its lane, its kind, and how it is said to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alarmd.domain.signal import Kind, Lane


@dataclass(frozen=True, slots=True)
class Meaning:
    """`labels` are Swedish and English."""

    lane: Lane
    kind: Kind
    labels: tuple[str, str]


_LIFE, _TECHNICAL, _INFORMATION = Lane.LIFE_SAFETY, Lane.TECHNICAL, Lane.INFORMATION

_PRESS = Meaning(_LIFE, Kind.PRESS, ("Larmtryckning", "alarm press"))
_FIRE = Meaning(_LIFE, Kind.FIRE, ("Brand", "fire"))
_GAS = Meaning(_LIFE, Kind.GAS, ("Gas", "gas"))
_THREAT = Meaning(_LIFE, Kind.THREAT, ("Hot eller överfall", "threat"))
UNKNOWN = Meaning(_LIFE, Kind.UNKNOWN, ("Okänd händelse", "unknown event"))

MEANINGS: Mapping[str, Meaning] = {
    "button": Meaning(_LIFE, Kind.PRESS, ("Knapptryckning", "button press")),
    "button_short": Meaning(_LIFE, Kind.PRESS, ("Kort knapptryckning", "short button press")),
    "button_long": Meaning(_LIFE, Kind.PRESS, ("Lång knapptryckning", "long button press")),
    "button_double": Meaning(_LIFE, Kind.PRESS, ("Dubbeltryckning", "double button press")),
    "button_triple": Meaning(_LIFE, Kind.PRESS, ("Trippeltryckning", "triple button press")),
    "button_hold": Meaning(_LIFE, Kind.PRESS, ("Knapp hålls inne", "button held")),
    "sos": Meaning(_LIFE, Kind.PRESS, ("Nödtryckning (SOS)", "SOS press")),
    "press": _PRESS,
    "personal": _PRESS,
    "panic": _PRESS,
    "fall": Meaning(_LIFE, Kind.FALL, ("Fall", "fall")),
    "fire": _FIRE,
    "smoke": _FIRE,
    "gas": _GAS,
    "co": _GAS,
    "water": Meaning(_LIFE, Kind.WATER, ("Vatten", "water")),
    "threat": _THREAT,
    "duress": _THREAT,
    "inactivity": Meaning(_LIFE, Kind.INACTIVITY, ("Inaktivitet", "inactivity")),
    "assistance": Meaning(_LIFE, Kind.ASSISTANCE, ("Behöver hjälp", "assistance")),
    "unknown": UNKNOWN,
    "cancelled": Meaning(_LIFE, Kind.CANCELLED, ("Larm återtaget av användaren", "alarm withdrawn by the user")),
    "battery": Meaning(_TECHNICAL, Kind.BATTERY, ("Lågt batteri", "low battery")),
    "mains": Meaning(_TECHNICAL, Kind.MAINS, ("Strömavbrott", "mains failure")),
    "tamper": Meaning(_TECHNICAL, Kind.TAMPER, ("Sabotage", "tamper")),
    "link": Meaning(_TECHNICAL, Kind.LINK, ("Larmenhet har tappat kontakten", "device has lost its link")),
    "device_fault": Meaning(_TECHNICAL, Kind.DEVICE_FAULT, ("Fel i larmenhet", "device fault")),
    "presence": Meaning(_INFORMATION, Kind.PRESENCE, ("Närvaro", "presence")),
    "information": Meaning(_INFORMATION, Kind.INFORMATION, ("Information", "information")),
    "test": Meaning(Lane.TEST, Kind.TEST, ("Provlarm", "test alarm")),
}
"""Codes of buttons, kinds of our own format, and what a unit's setting `kinds` may turn a code into."""

BRIDGE_LINK = Meaning(
    _TECHNICAL,
    Kind.LINK,
    ("Brygga har tappat kontakten, dess knappar övervakas inte", "bridge has lost its link, its buttons are unwatched"),
)

SESSION_LOST = Meaning(
    _TECHNICAL,
    Kind.DEVICE_FAULT,
    ("MQTT-mäklaren har glömt vår session, larm kan ha gått förlorade", "the MQTT broker has lost our session"),
)


def meaning_of(code: str, kinds: Mapping[str, str]) -> Meaning:
    """What `code` means for a unit that turns some codes into other kinds; a word nobody knows is `UNKNOWN`."""
    return MEANINGS.get(kinds.get(code, code).casefold(), UNKNOWN)
