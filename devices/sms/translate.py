"""A text and its unit become signals: by the unit's rules, else unclassified (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.arrival import Arrival
from devices.sms.texts import Rule, RuleSet
from protocols.at_modem import LongText

LABELS: Mapping[Kind, tuple[Lane, str, str]] = {
    Kind.PRESS: (Lane.LIFE_SAFETY, "Larm", "alarm"),
    Kind.FALL: (Lane.LIFE_SAFETY, "Fall", "fall"),
    Kind.FIRE: (Lane.LIFE_SAFETY, "Brand", "fire"),
    Kind.GAS: (Lane.LIFE_SAFETY, "Gas", "gas"),
    Kind.WATER: (Lane.LIFE_SAFETY, "Vattenläcka", "water leak"),
    Kind.THREAT: (Lane.LIFE_SAFETY, "Hot", "threat"),
    Kind.INACTIVITY: (Lane.LIFE_SAFETY, "Inaktivitet", "inactivity"),
    Kind.ASSISTANCE: (Lane.LIFE_SAFETY, "Behöver hjälp", "assistance wanted"),
    Kind.BATTERY: (Lane.TECHNICAL, "Lågt batteri", "low battery"),
    Kind.MAINS: (Lane.TECHNICAL, "Strömavbrott", "mains lost"),
    Kind.LINK: (Lane.TECHNICAL, "Kontakt förlorad", "contact lost"),
    Kind.TAMPER: (Lane.TECHNICAL, "Sabotage", "tamper"),
    Kind.DEVICE_FAULT: (Lane.TECHNICAL, "Fel på enheten", "device fault"),
    Kind.INFORMATION: (Lane.INFORMATION, "Upplysning", "information"),
    Kind.HEARTBEAT: (Lane.INFORMATION, "Livstecken", "sign of life"),
    Kind.TEST: (Lane.TEST, "Provlarm", "test alarm"),
}
"""Kinds that a rule or a unit's call may have."""

MOST_TEXT = 1200
"""Characters of a text that stand in the timeline: eight parts."""


def text_signal(arrival: Arrival, rules: RuleSet, rule: Rule | None, long: LongText, *, told_before: bool) -> Signal:
    """The signal of a text.

    `told_before` is for a later part of a message that has raised its alarm already: it adds its words and is no new
    press. A text that fits no rule is unclassified: life-safety from a unit that we know.
    """
    detail = {"text": long.text[:MOST_TEXT]} | rules.fields_of(long.text)
    flags = [Flag.STILL_PRESENT] if told_before else []
    if long.missing:
        flags.append(Flag.INCOMPLETE)
        detail["missing_parts"] = str(long.missing)
    if rule is None:
        signal = arrival.unclassified(detail, code=_words(long.text))
        return replace(signal, flags=signal.flags.union(flags)) if flags else signal
    return kind_signal(arrival, rule.kind, detail, restore=rule.restore, flags=flags)


def kind_signal(
    arrival: Arrival, kind: Kind, detail: Mapping[str, str], *, restore: bool = False, flags: list[Flag] | None = None
) -> Signal:
    """A signal of a kind with its words."""
    lane, swedish, english = LABELS[kind]
    labels = (f"Återställt: {swedish}", f"restored: {english}") if restore else (swedish, english)
    return arrival.signal(
        1, lane, kind, labels=labels, code=str(kind), restore=restore, detail=detail, flags=flags or ()
    )


def _words(text: str) -> str:
    """The first two words, by which a technician can tell in the unit's profile what they mean."""
    return " ".join([word for word in text.casefold().split() if word.isalpha()][:2])
