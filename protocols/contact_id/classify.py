"""What an event means: overrides, tables, families, unknown last; nothing is ever dropped (sheet §2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from protocols.contact_id.contact_id import RESTORE, STILL_PRESENT, ContactId
from protocols.contact_id.sia import SiaEvent
from protocols.contact_id.tables import Meaning, Table, contact_id_table, sia_table


class FoundIn(StrEnum):
    """Which step of the mapping rule knew the code."""

    UNIT_ZONE = "unit_zone"
    UNIT_TYPE = "unit_type"
    TABLE = "table"
    FAMILY = "family"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Overrides:
    """What one unit means by its codes where it differs from the tables.

    Attributes:
        by_zone: by (code, zone or address as sent), for one unit.
        by_code: by code, for a unit type.
    """

    by_zone: Mapping[tuple[str, str], Meaning] = field(default_factory=dict)
    by_code: Table = field(default_factory=dict)


NO_OVERRIDES = Overrides()


@dataclass(frozen=True, slots=True)
class Classification:
    """What an event means.

    Attributes:
        event_class: A person, B fire gas water, C fault, D link, T test, I information. A restore is I.
        kind: one word, see `tables.KINDS`; of a restore, the kind of what is over.
        restore: the sender says that something is over.
        label_sv, label_en: for people.
        code: as sent, to be shown beside the label.
        still_present: reported again, not new (qualifier 6, SIA block O): joins the open alarm, or opens one.
        restored_class: class of what is over, `""` unless restore; A and B are noted and close nothing.
        found_in: the step that knew the code.
    """

    event_class: str
    kind: str
    restore: bool
    label_sv: str
    label_en: str
    code: str
    still_present: bool = False
    restored_class: str = ""
    found_in: FoundIn = FoundIn.TABLE


def classify_contact_id(event: ContactId, overrides: Overrides = NO_OVERRIDES) -> Classification:
    """Say what a Contact ID event means; an unknown code is class A, kind unknown (DESIGN §6 *Odd input*)."""
    meaning, found_in = _look_up(event.code, event.zone, overrides, contact_id_table())
    if meaning is None:
        meaning, found_in = _contact_id_family(event.code)
    return _classification(
        meaning,
        event.code,
        found_in,
        over=event.qualifier == RESTORE,
        still_present=event.qualifier == STILL_PRESENT,
    )


def classify_sia(event: SiaEvent, overrides: Overrides = NO_OVERRIDES) -> Classification:
    """Say what a SIA event means; an unknown code is class A, kind unknown (DESIGN §6 *Odd input*)."""
    meaning, found_in = _look_up(event.code, event.address or "", overrides, sia_table())
    if meaning is None:
        meaning, found_in = _sia_family(event.code)
    return _classification(meaning, event.code, found_in, over=False, still_present=event.repeated)


def _look_up(code: str, zone: str, overrides: Overrides, table: Table) -> tuple[Meaning | None, FoundIn]:
    if (code, zone) in overrides.by_zone:
        return overrides.by_zone[code, zone], FoundIn.UNIT_ZONE
    if code in overrides.by_code:
        return overrides.by_code[code], FoundIn.UNIT_TYPE
    return table.get(code), FoundIn.TABLE


def _classification(
    meaning: Meaning, code: str, found_in: FoundIn, *, over: bool, still_present: bool
) -> Classification:
    label_sv, label_en = meaning.label_sv, meaning.label_en
    restore = meaning.restore
    if over and meaning.closing_sv:
        label_sv, label_en = meaning.closing_sv, meaning.closing_en
    elif over and meaning.event_class in "ABCD" and not restore:
        restore = True
        label_sv, label_en = f"Återställt: {label_sv}", f"restored: {label_en}"
    return Classification(
        "I" if restore else meaning.event_class,
        meaning.kind,
        restore,
        label_sv,
        label_en,
        code,
        still_present,
        meaning.event_class if restore else "",
        found_in,
    )


def _unknown(code: str) -> tuple[Meaning, FoundIn]:
    return Meaning("A", "unknown", f"Okänd kod {code}", f"unknown code {code}"), FoundIn.NOWHERE


_HUNDREDS: Table = {
    "1": Meaning("A", "unknown", "Larm", "alarm"),
    "3": Meaning("C", "device_fault", "Tekniskt fel", "trouble"),
    "4": Meaning("I", "information", "Till- eller frånkoppling", "opening or closing"),
    "5": Meaning("C", "device_fault", "Förbikoppling", "bypass"),
    "6": Meaning("T", "test", "Prov", "test"),
}


def _contact_id_family(code: str) -> tuple[Meaning, FoundIn]:
    meaning = _HUNDREDS.get(code[:1]) if code.isdecimal() else None
    if meaning is None:
        return _unknown(code)
    labels = f"{meaning.label_sv}, kod {code}", f"{meaning.label_en}, code {code}"
    return Meaning(meaning.event_class, meaning.kind, *labels), FoundIn.FAMILY


# Class and kind of the alarm, and what the family is called (sheet §2.2).
_FAMILIES: Mapping[str, tuple[str, str, str, str]] = {
    "M": ("A", "press", "medicinskt larm", "medical alarm"),
    "Q": ("A", "press", "trygghetslarm", "emergency alarm"),
    "P": ("A", "threat", "överfallslarm", "panic alarm"),
    "H": ("A", "threat", "hot", "hold-up alarm"),
    "F": ("B", "fire", "brandlarm", "fire alarm"),
    "K": ("B", "fire", "värmelarm", "heat alarm"),
    "S": ("B", "fire", "sprinkler", "sprinkler alarm"),
    "G": ("B", "gas", "gaslarm", "gas alarm"),
    "W": ("B", "water", "vattenlarm", "water alarm"),
    "Z": ("C", "device_fault", "kyla", "freeze alarm"),
    "T": ("C", "tamper", "sabotage", "tamper alarm"),
    "U": ("A", "unknown", "larm utan typ", "untyped alarm"),
    "B": ("A", "threat", "inbrott", "burglary alarm"),
}

# The second letter: class and kind (None: the family's own), over, and the words around the family's name.
_STATES: Mapping[str, tuple[str | None, str | None, bool, str, str]] = {
    "A": (None, None, False, "Larm: {}", "{}"),
    "V": (None, None, False, "Bekräftat larm: {}", "{} verified"),
    "R": (None, None, True, "Återställt: {}", "{} restored"),
    "H": (None, None, True, "Återställt: {}", "{} restored"),
    "T": ("C", "device_fault", False, "Fel: {}", "{} trouble"),
    "J": ("C", "device_fault", True, "Fel åtgärdat: {}", "{} trouble restored"),
    "S": ("C", "device_fault", False, "Övervakning: {}", "{} supervisory"),
    "B": ("C", "device_fault", False, "Förbikopplat: {}", "{} bypassed"),
    "U": ("C", "device_fault", True, "Förbikoppling slut: {}", "{} bypass ended"),
    "X": ("T", "test", False, "Prov: {}", "{} test"),
    "C": ("I", "cancelled", False, "Återkallat: {}", "{} cancelled"),
}


def _sia_family(code: str) -> tuple[Meaning, FoundIn]:
    family, state = _FAMILIES.get(code[:1]), _STATES.get(code[1:])
    if family is None or state is None:
        return _unknown(code)
    event_class, kind, label_sv, label_en = family
    state_class, state_kind, over, words_sv, words_en = state
    meaning = Meaning(
        state_class or event_class,
        state_kind or kind,
        words_sv.format(label_sv),
        words_en.format(label_en),
        restore=over,
    )
    return meaning, FoundIn.FAMILY
