"""The code tables, read once from the TOML files beside this module; unit types may bring their own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from protocols.contact_id.errors import BadTableError

KINDS = frozenset(
    {
        "press",
        "fall",
        "fire",
        "gas",
        "water",
        "threat",
        "inactivity",
        "assistance",
        "battery",
        "mains",
        "tamper",
        "link",
        "device_fault",
        "restore",
        "cancelled",
        "presence",
        "test",
        "heartbeat",
        "information",
        "unknown",
    }
)
"""What can have happened, in the words the whole system uses."""

CLASSES: Mapping[str, str] = {
    "A": "person needs help now",
    "B": "fire, gas, water",
    "C": "technical fault, act within hours",
    "D": "link or unit lost",
    "T": "test",
    "I": "information",
}
"""Event classes of the sheet, from most to least urgent."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row of a table: what a code means.

    Attributes:
        event_class: one of `CLASSES`. kind: one of `KINDS`.
        label_sv, label_en: for people.
        restore: the code itself says that something is over; `event_class` is then the class of that.
        closing_sv, closing_en: labels with Contact ID qualifier 3 where it is no restore (400: closing).
    """

    event_class: str
    kind: str
    label_sv: str
    label_en: str
    restore: bool = False
    closing_sv: str = ""
    closing_en: str = ""


Table = Mapping[str, Meaning]


def read_table(text: str, name: str) -> dict[str, Meaning]:
    """Read a table in TOML: `101 = ["A", "press", "Trygghetslarm", "personal emergency"]`, one line per code.

    After the two labels may follow `"restore"`, or the two labels of a closing.

    Raises:
        BadTableError: not TOML, or a row that cannot be used; `name` is the file named in the message.
    """
    try:
        rows = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadTableError(f"{name}: {wrong}") from wrong
    return {code: _meaning(row, f"{name}: code {code}") for code, row in rows.items()}


def _meaning(row: object, where: str) -> Meaning:
    if not isinstance(row, list) or not 4 <= len(row) <= 6 or not all(isinstance(part, str) for part in row):
        raise BadTableError(f"{where}: wanted [class, kind, Swedish label, English label, …]")
    event_class, kind, label_sv, label_en, *more = row
    if event_class not in CLASSES:
        raise BadTableError(f"{where}: the class is one of {', '.join(CLASSES)}, not {event_class}")
    if kind not in KINDS:
        raise BadTableError(f"{where}: {kind} is no kind of event")
    if more == ["restore"]:
        return Meaning(event_class, kind, label_sv, label_en, restore=True)
    if len(more) == 1:
        raise BadTableError(f'{where}: after the labels come "restore" or two labels of a closing')
    return Meaning(event_class, kind, label_sv, label_en, False, *more)


@cache
def contact_id_table() -> Table:
    """Contact ID codes by three digits (edition of 2016, sheet §1.2)."""
    return _shipped("contact_id_codes.toml")


@cache
def sia_table() -> Table:
    """SIA codes by two letters (sheet §2.3 and the families of §2.2 that have names of their own)."""
    return _shipped("sia_codes.toml")


@cache
def known_sia_codes() -> frozenset[str]:
    """Two-letter codes that end a modifier's value: the table's, and every state of the alarm families."""
    return frozenset(sia_table()) | {family + state for family in "MQPHFKSGWZTUB" for state in "ARHTJSBUXCV"}


def _shipped(name: str) -> Table:
    return read_table(files("protocols.contact_id").joinpath(name).read_text(encoding="utf-8"), name)
