"""Writing many units and people at once, quickly: the store's writing lock is the alarms' too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, insert

from alarmd.store import tables_registry as t
from alarmd.store.registry import DEFAULTS, KINDS


@dataclass(slots=True)
class Person:
    """A subscriber's columns, and those of the contact persons in order."""

    columns: dict[str, Any]
    contacts: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class UnitRow:
    """A unit's columns, those of its place (empty for none), the people behind it in order and what hangs on it."""

    columns: dict[str, Any]
    place: dict[str, Any] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    peripherals: list[dict[str, Any]] = field(default_factory=list)


def write_units(connection: Connection, units: Sequence[UnitRow]) -> int:
    """Write units with all that belongs to them and return how many."""
    place_ids = _write_places(connection, [(unit.columns["tenant_id"], unit.place) for unit in units])
    people = [(person, place_id) for unit, place_id in zip(units, place_ids, strict=True) for person in unit.people]
    subscriber_ids = iter(_write_subscribers(connection, people))
    unit_ids = _write(
        connection,
        "unit",
        [{**unit.columns, "place_id": place_id} for unit, place_id in zip(units, place_ids, strict=True)],
    )
    pairs, peripherals = [], []
    for unit, unit_id in zip(units, unit_ids, strict=True):
        tenant_id = unit.columns["tenant_id"]
        for ordinal, person in enumerate(unit.people, 1):
            pair = {"unit_id": unit_id, "subscriber_id": next(subscriber_ids), "ordinal": ordinal}
            pairs.append({**pair, "tenant_id": person.columns["tenant_id"]})
        peripherals += [{**one, "unit_id": unit_id, "tenant_id": tenant_id} for one in unit.peripherals]
    _insert(connection, t.unit_subscribers, pairs)
    _insert(connection, t.peripherals, peripherals)
    return len(units)


def write_people(connection: Connection, people: Sequence[tuple[Person, Mapping[str, Any]]]) -> int:
    """Write people with the places they live at and return how many."""
    place_ids = _write_places(connection, [(person.columns["tenant_id"], place) for person, place in people])
    pairs = [(person, place_id) for (person, _), place_id in zip(people, place_ids, strict=True)]
    return len(_write_subscribers(connection, pairs))


def _write_places(connection: Connection, places: Sequence[tuple[int, Mapping[str, Any]]]) -> list[int | None]:
    real = [{"tenant_id": tenant_id, **place} for tenant_id, place in places if place]
    numbers = iter(_write(connection, "place", real))
    return [next(numbers) if place else None for _, place in places]


def _write_subscribers(connection: Connection, people: Sequence[tuple[Person, int | None]]) -> list[int]:
    numbers = _write(
        connection, "subscriber", [{**person.columns, "place_id": place_id} for person, place_id in people]
    )
    contacts = [
        {"tenant_id": person.columns["tenant_id"], "subscriber_id": number, "ordinal": ordinal, **contact}
        for (person, _), number in zip(people, numbers, strict=True)
        for ordinal, contact in enumerate(person.contacts, 1)
    ]
    _insert(connection, t.contact_persons, contacts)
    return numbers


def _write(connection: Connection, kind: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write rows of a kind, with its defaults, and return their ids in order."""
    if not rows:
        return []
    known = KINDS[kind]
    complete = []
    for row in rows:
        values = {**DEFAULTS[kind], **row}
        if known.searched is not None:
            values["search"] = known.searched(values)
        complete.append(values)
    statement = insert(known.table).returning(known.table.c.id, sort_by_parameter_order=True)
    return [int(number) for number in connection.execute(statement, complete).scalars()]


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
