"""Bringing in a CSV sheet: read all of it, tell every mistake with its row and column, then write all or nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, select

from alarmd.store import registry_fields as f
from alarmd.store import tables_registry as t
from alarmd.store.registry import PROTOCOLS, STATES, add, changing, hash_password
from alarmd.store.registry_bulk import Person, UnitRow, write_people, write_units
from alarmd.store.registry_fields import Reader, Wrong

CONTACTS = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken: where it is, what is wrong and what to do."""

    row: int
    column: str
    what: str
    advice: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.what}; {self.advice}"


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do: `added` is 0 whenever there are problems."""

    rows: int = 0
    added: int = 0
    problems: list[Problem] = field(default_factory=list)


_PERSON: Mapping[str, Reader] = {
    "name": f.text, "phone": f.phones, "born": f.born, "language": f.text, "notes": f.long_text,
    "action_plan": f.long_text, "protected": f.yes_no, "risk": f.whole(0, 9),
    **{f"contact{n}_name": f.text for n in range(1, CONTACTS + 1)},
    **{f"contact{n}_relation": f.text for n in range(1, CONTACTS + 1)},
    **{f"contact{n}_phone": f.phone for n in range(1, CONTACTS + 1)},
    **{f"contact{n}_key": f.yes_no for n in range(1, CONTACTS + 1)},
}  # fmt: skip
_PERSON_COLUMNS = ("tenant_id", "name", "born", "language", "notes", "action_plan", "protected", "risk")
_PLACE: Mapping[str, Reader] = {
    "street": f.text, "postal": f.text, "locality": f.text, "door": f.text, "key": f.text, "place_notes": f.long_text,
    "lat": f.degrees, "lon": f.degrees,
}  # fmt: skip
_UNIT: Mapping[str, Reader] = {
    "protocol": f.choice(*PROTOCOLS), "address": f.text, "profile": f.text, "state": f.choice(*STATES),
    "interval": f.duration, "missed": f.whole(1, 100), "grace": f.duration, "settings": f.pairs,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of one kind of sheet, and how its rows are judged together and written."""

    columns: Mapping[str, Reader]
    required: tuple[str, ...]
    judge: Callable[[Connection, list[dict[str, Any]]], Iterable[Problem]]
    write: Callable[[Connection, list[dict[str, Any]]], int]


def import_sheet(engine: Engine, kind: str, file: TextIO, *, dry_run: bool = False) -> Outcome:
    """Import a CSV file (comma or semicolon, a header row, UTF-8) of `unit`, `subscriber`, `operator` or `tenant`.

    One transaction: with any problem, or with `dry_run`, nothing is written.
    """
    sheet = SHEETS[kind]
    rows, problems = _read(sheet, file)
    outcome = Outcome(rows=len(rows), problems=problems)
    with engine.connect() as connection:
        outcome.problems += _resolve_tenants(connection, rows)
        outcome.problems += sheet.judge(connection, rows)
    outcome.problems.sort(key=lambda problem: (problem.row, problem.column))
    if outcome.problems or dry_run or not rows:
        return outcome
    with changing(engine) as connection:
        outcome.added = sheet.write(connection, rows)
    return outcome


def _read(sheet: Sheet, file: TextIO) -> tuple[list[dict[str, Any]], list[Problem]]:
    try:
        content = file.read()
    except UnicodeDecodeError:
        return [], [Problem(1, "file", "is not UTF-8", "save it as 'CSV UTF-8' and try again")]
    first = content.partition("\n")[0].lstrip("\ufeff")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(content.lstrip("\ufeff").splitlines(keepends=True), delimiter=delimiter, strict=True)
    header = [name.strip().casefold() for name in reader.fieldnames or []]
    problems = _judge_header(sheet, header)
    if problems:
        return [], problems
    reader.fieldnames = header
    rows: list[dict[str, Any]] = []
    try:
        for number, row in enumerate(reader, 2):
            rows.append(_read_row(sheet, row, number, problems))
    except csv.Error as error:
        problems.append(Problem(len(rows) + 2, "row", f"cannot be read ({error})", "check its quotation marks"))
    return rows, problems


def _judge_header(sheet: Sheet, header: list[str]) -> list[Problem]:
    columns = {"tenant", *sheet.columns}
    problems = [
        Problem(1, name or "?", "is not a column of this sheet", f"use {', '.join(sorted(columns))}")
        for name in header
        if name not in columns
    ]
    problems += [Problem(1, name, "is missing", "add the column") for name in sheet.required if name not in header]
    problems += [Problem(1, name, "stands twice", "keep one") for name in sorted(set(header)) if header.count(name) > 1]
    return problems


def _read_row(sheet: Sheet, row: Mapping[Any, Any], number: int, problems: list[Problem]) -> dict[str, Any]:
    values: dict[str, Any] = {"row": number}
    if None in row:
        problems.append(Problem(number, "row", "has more fields than the header", "check its separators"))
    for name, reader in {"tenant": f.text, **sheet.columns}.items():
        written = row.get(name) or ""
        if not written.strip():
            if name in sheet.required:
                problems.append(Problem(number, name, "is empty", "fill it in"))
            continue
        try:
            values[name] = reader(written)
        except Wrong as wrong:
            problems.append(Problem(number, name, wrong.what, wrong.advice))
    return values


def _resolve_tenants(connection: Connection, rows: list[dict[str, Any]]) -> list[Problem]:
    known = dict(connection.execute(select(t.tenants.c.name, t.tenants.c.id)).all())
    problems = []
    for row in rows:
        name = row.get("tenant")
        if name in known:
            row["tenant_id"] = known[name]
        elif name:
            advice = f"add it first with: alarmd tenant add '{name}'"
            problems.append(Problem(row["row"], "tenant", f"'{name}' is not known", advice))
    return problems


def _judge_units(connection: Connection, rows: list[dict[str, Any]]) -> Iterable[Problem]:
    there = set(connection.execute(select(t.units.c.protocol, t.units.c.address)).all())
    seen: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if "protocol" not in row or "address" not in row:
            continue
        key = (row["protocol"], row["address"])
        if key in there:
            yield Problem(row["row"], "address", f"{' '.join(key)} is registered already", "take the row out")
        names = seen.setdefault(key, [])
        if names and row.get("name", "") in ("", *names):
            advice = "take one out; a second row for a unit is for a second person, with another name"
            yield Problem(row["row"], "address", f"{' '.join(key)} stands twice in the sheet", advice)
        names.append(row.get("name", ""))


def _judge_names(kind: str, column: str) -> Callable[[Connection, list[dict[str, Any]]], Iterable[Problem]]:
    table = {"operator": t.operators, "tenant": t.tenants}[kind]

    def judge(connection: Connection, rows: list[dict[str, Any]]) -> Iterable[Problem]:
        there = set(connection.execute(select(table.c[column])).scalars())
        for row in rows:
            name = row.get(column)
            if name in there:
                yield Problem(row["row"], column, f"'{name}' is there already", "take the row out or rename it")
            elif name:
                there.add(name)

    return judge


def _person(row: Mapping[str, Any]) -> Person | None:
    if not row.get("name"):
        return None
    contacts = [
        {
            "name": row[f"contact{n}_name"],
            "relation": row.get(f"contact{n}_relation", ""),
            "phone": row.get(f"contact{n}_phone", ""),
            "has_key": row.get(f"contact{n}_key", False),
        }
        for n in range(1, CONTACTS + 1)
        if row.get(f"contact{n}_name")
    ]
    facts = {name: row[name] for name in _PERSON_COLUMNS if name in row}
    return Person({**facts, "phones": row.get("phone", [])}, contacts)


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    names = {"key": "key_notes", "place_notes": "notes"}
    return {names.get(name, name): row[name] for name in _PLACE if row.get(name) not in (None, "")}


def _write_units(connection: Connection, rows: list[dict[str, Any]]) -> int:
    units: dict[tuple[str, str], UnitRow] = {}
    names = {"interval": "interval_s", "missed": "missed_limit", "grace": "grace_s"}
    for row in rows:
        facts = {names.get(name, name): row[name] for name in _UNIT if name in row}
        unit = units.setdefault(
            (row["protocol"], row["address"]), UnitRow({"tenant_id": row["tenant_id"], **facts}, _place(row))
        )
        person = _person(row)
        if person is not None:
            unit.people.append(person)
    return write_units(connection, list(units.values()))


def _write_people(connection: Connection, rows: list[dict[str, Any]]) -> int:
    people = [(person, _place(row)) for row in rows if (person := _person(row)) is not None]
    return write_people(connection, people)


def _write_operators(connection: Connection, rows: list[dict[str, Any]]) -> int:
    for row in rows:
        add(connection, "operator", tenant_id=row["tenant_id"], username=row["username"], name=row["name"],
            password_hash=row["password"])  # fmt: skip
    return len(rows)


def _write_tenants(connection: Connection, rows: list[dict[str, Any]]) -> int:
    for row in rows:
        add(connection, "tenant", name=row["name"])
    return len(rows)


SHEETS: Mapping[str, Sheet] = {
    "unit": Sheet({**_UNIT, **_PLACE, **_PERSON}, ("tenant", "protocol", "address"), _judge_units, _write_units),
    "subscriber": Sheet({**_PERSON, **_PLACE}, ("tenant", "name"), lambda connection, rows: (), _write_people),
    "operator": Sheet(
        {"username": f.text, "name": f.text, "password": hash_password},
        ("tenant", "username", "name", "password"),
        _judge_names("operator", "username"),
        _write_operators,
    ),
    "tenant": Sheet({"name": f.text}, ("name",), _judge_names("tenant", "name"), _write_tenants),
}
