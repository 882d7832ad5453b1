"""Changing and reading the registry from the command line: one function for each thing one can do, for every kind.

Each kind is a table with fields that know how to read what people write. All changes of one command are one
transaction that ends by moving the registry's version, so that a running daemon reads it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, Table, delete, insert, select, update

from alarmd.config import DOOR_KINDS
from alarmd.store import registry_fields as f
from alarmd.store import tables_registry as t
from alarmd.store.registry_fields import Reader, Wrong
from alarmd.store.search import phone_forms, search_text
from alarmd.store.types import store_now

PROTOCOLS = tuple(DOOR_KINDS)
STATES = ("in_service", "pending", "out_of_service", "retired")


class RegistryError(Exception):
    """What was asked cannot be done; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing in the registry.

    Attributes:
        table: where it is kept.
        fields: what people may set, with the reader of each.
        required: fields that a new one must have.
        key: columns that identify it to people; no two may be alike.
        searched: which text it is found by.
        hidden: columns never shown.
    """

    table: Table
    fields: Mapping[str, Reader]
    required: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    searched: Callable[[Mapping[str, Any]], str] | None = None
    hidden: tuple[str, ...] = ("search",)


def hash_password(password: str) -> str:
    """The argon2id hash of an operator's password.

    Raises:
        Wrong: it is shorter than four characters.
    """
    if len(password) < 4:
        raise Wrong("the password is too short", "give at least four characters, better a few words")
    return PasswordHasher().hash(password)


_ID: Reader = f.whole(1, 2**62)
KINDS: Mapping[str, Kind] = {
    "tenant": Kind(t.tenants, {"name": f.text, "active": f.yes_no}, ("name",), ("name",)),
    "provider": Kind(t.providers, {"tenant_id": _ID, "name": f.text}, ("tenant_id", "name"), ("tenant_id", "name")),
    "place": Kind(
        t.places,
        {
            "tenant_id": _ID, "provider_id": _ID, "street": f.text, "postal": f.text, "locality": f.text,
            "door": f.text, "key_notes": f.text, "notes": f.long_text, "lat": f.degrees, "lon": f.degrees,
        },
        ("tenant_id",),
        searched=lambda row: search_text(row["street"], row["postal"], row["locality"]),
    ),
    "subscriber": Kind(
        t.subscribers,
        {
            "tenant_id": _ID, "place_id": _ID, "name": f.text, "phones": f.phones, "born": f.born, "language": f.text,
            "notes": f.long_text, "action_plan": f.long_text, "protected": f.yes_no,
            "risk": f.whole(0, 9), "active": f.yes_no,
        },
        ("tenant_id", "name"),
        searched=lambda row: search_text(row["name"], *map(phone_forms, row["phones"])),
    ),
    "contact": Kind(
        t.contact_persons,
        {
            "tenant_id": _ID, "subscriber_id": _ID, "ordinal": f.whole(1, 99), "name": f.text, "relation": f.text,
            "phone": f.phone, "has_key": f.yes_no,
        },
        ("tenant_id", "subscriber_id", "ordinal", "name"),
    ),
    "unit": Kind(
        t.units,
        {
            "tenant_id": _ID, "protocol": f.choice(*PROTOCOLS), "address": f.text, "place_id": _ID, "profile": f.text,
            "state": f.choice(*STATES), "interval_s": f.duration, "missed_limit": f.whole(1, 100),
            "grace_s": f.duration, "settings": f.pairs,
        },
        ("tenant_id", "protocol", "address"),
        ("protocol", "address"),
        hidden=("settings",),
    ),
    "peripheral": Kind(
        t.peripherals,
        {"tenant_id": _ID, "unit_id": _ID, "address": f.text, "kind": f.text, "label": f.text, "wearer_id": _ID},
        ("tenant_id", "unit_id", "address"),
        ("unit_id", "address"),
    ),
    "operator": Kind(
        t.operators,
        {"tenant_id": _ID, "username": f.text, "name": f.text, "password_hash": str, "active": f.yes_no},
        ("tenant_id", "username", "name", "password_hash"),
        ("username",),
        hidden=("password_hash",),
    ),
    "responder": Kind(
        t.responders,
        {"tenant_id": _ID, "name": f.text, "channels": f.addresses, "active": f.yes_no},
        ("tenant_id", "name", "channels"),
        ("tenant_id", "name"),
        hidden=("channels",),
    ),
    "shift": Kind(
        t.shifts,
        {"tenant_id": _ID, "responder_id": _ID, "from_at": f.moment, "to_at": f.moment, "ordinal": f.whole(0, 99)},
        ("tenant_id", "responder_id", "from_at", "to_at"),
    ),
}  # fmt: skip
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "place": {
        "provider_id": None, "street": "", "postal": "", "locality": "", "door": "", "key_notes": "", "notes": "",
        "lat": None, "lon": None,
    },
    "subscriber": {
        "place_id": None, "phones": [], "born": "", "language": "sv", "notes": "", "action_plan": "",
        "protected": False, "risk": 5,
    },
    "unit": {
        "place_id": None, "profile": "generic", "state": "in_service", "interval_s": 90.0, "missed_limit": 2,
        "grace_s": 30.0, "settings": {},
    },
    "shift": {"ordinal": 0},
}  # fmt: skip


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """One transaction that changes the registry; at its end new units in service get their time, and it its version."""
    with engine.begin() as connection:
        yield connection
        new = (t.units.c.state == "in_service") & t.units.c.in_service_at.is_(None)
        connection.execute(update(t.units).where(new).values(in_service_at=store_now()))
        version = t.registry_version.c.version
        connection.execute(update(t.registry_version).values(version=version + 1))


def read_fields(kind: str, written: Mapping[str, str]) -> dict[str, Any]:
    """What people wrote, as values.

    Raises:
        RegistryError: a field is not known or cannot be read.
    """
    readers = KINDS[kind].fields
    values = {}
    for name, value in written.items():
        if name not in readers:
            raise RegistryError(f"a {kind} has no field '{name}'; it has {', '.join(sorted(readers))}")
        try:
            values[name] = readers[name](value)
        except Wrong as wrong:
            raise RegistryError(f"{name}: {wrong}") from None
    return values


def add(connection: Connection, kind: str, **values: Any) -> int:
    """Add one and return its id.

    Raises:
        RegistryError: a required field is missing, or there is one like it already.
    """
    known = KINDS[kind]
    values = {**DEFAULTS.get(kind, {}), **values}
    missing = [name for name in known.required if values.get(name) in (None, "", [])]
    if missing:
        raise RegistryError(f"a {kind} needs {', '.join(missing)}")
    _check(connection, kind, values)
    if known.searched is not None:
        values["search"] = known.searched(values)
    found = connection.execute(insert(known.table).values(**values).returning(known.table.c.id))
    return int(found.scalar_one())


def change(connection: Connection, kind: str, number: int, **values: Any) -> None:
    """Change some fields of one; an operator who may not log in any more, or has another password, is logged out.

    Raises:
        RegistryError: it is not there, or the change would make it like another one.
    """
    known = KINDS[kind]
    row = connection.execute(select(known.table).where(known.table.c.id == number)).mappings().one_or_none()
    if row is None:
        raise RegistryError(f"there is no {kind} with number {number}")
    after = {**row, **values}
    if set(values) & set(known.key):
        _check(connection, kind, after)
    if known.searched is not None:
        values["search"] = known.searched(after)
    if kind == "unit" and after["state"] != "in_service":
        values["in_service_at"] = None
    if kind == "operator" and not (after["active"] and after["password_hash"] == row["password_hash"]):
        connection.execute(delete(t.sessions).where(t.sessions.c.operator_id == number))
    connection.execute(update(known.table).where(known.table.c.id == number).values(**values))


def _check(connection: Connection, kind: str, values: Mapping[str, Any]) -> None:
    known = KINDS[kind]
    if known.key:
        found = find(connection, kind, **{name: values[name] for name in known.key})
        if found is not None and found != values.get("id"):
            shown = " ".join(str(values[name]) for name in known.key if name != "tenant_id")
            raise RegistryError(f"there is a {kind} {shown} already (number {found}): change that one instead")
    if kind in ("unit", "operator", "subscriber", "responder") and "id" not in values:
        _tenant_must_be_active(connection, values["tenant_id"])
    if kind == "shift" and values["to_at"] <= values["from_at"]:
        raise RegistryError("a shift must end after it begins")


def _tenant_must_be_active(connection: Connection, tenant_id: int) -> None:
    if find(connection, "tenant", id=tenant_id, active=False) is not None:
        raise RegistryError("the tenant is retired; take it back with: alarmd tenant change NAME --active yes")


def find(connection: Connection, kind: str, **key: Any) -> int | None:
    """The id of the first one with these values."""
    table = KINDS[kind].table
    statement = select(table.c.id).where(*(table.c[name] == value for name, value in key.items())).order_by(table.c.id)
    number = connection.execute(statement.limit(1)).scalar()
    return None if number is None else int(number)


def tenant_number(connection: Connection, name: str) -> int:
    """The id of a tenant by its name or its number.

    Raises:
        RegistryError: there is no such tenant.
    """
    number = find(connection, "tenant", name=name)
    if number is None and name.isdigit():
        number = find(connection, "tenant", id=int(name))
    if number is None:
        raise RegistryError(f"the tenant '{name}' is not known: add it with: alarmd tenant add '{name}'")
    return number


def number_of(connection: Connection, kind: str, word: str) -> int:
    """The id of one as people name it: its number, a tenant's name, an operator's user name, `dc09:0042` for a unit.

    Raises:
        RegistryError: nothing has that name.
    """
    if kind == "tenant":
        return tenant_number(connection, word)
    if word.isdigit():
        return int(word)
    number = None
    if kind == "operator":
        number = find(connection, kind, username=word)
    elif kind == "unit":
        protocol, _, address = word.partition(":")
        number = find(connection, kind, protocol=protocol, address=address)
    if number is None:
        raise RegistryError(f"there is no {kind} '{word}'; alarmd {kind} list shows them with their numbers")
    return number


def tie(connection: Connection, unit_id: int, subscriber_id: int) -> None:
    """Put a person behind a unit, after those who are there; grouping uses the first.

    Raises:
        RegistryError: the unit or the person is not there.
    """
    tenant_id = connection.execute(select(t.units.c.tenant_id).where(t.units.c.id == unit_id)).scalar()
    if tenant_id is None or find(connection, "subscriber", id=subscriber_id) is None:
        raise RegistryError(f"there is no unit {unit_id} or no subscriber {subscriber_id}")
    pair = t.unit_subscribers
    others = connection.execute(select(pair.c.subscriber_id).where(pair.c.unit_id == unit_id)).scalars().all()
    if subscriber_id not in others:
        row = {"unit_id": unit_id, "subscriber_id": subscriber_id, "tenant_id": tenant_id, "ordinal": len(others) + 1}
        connection.execute(insert(pair).values(**row))


def listing(connection: Connection, kind: str, tenant_id: int | None = None, limit: int = 1000) -> list[dict[str, Any]]:
    """The first `limit` of a kind by number, without secrets; of one tenant if given."""
    known = KINDS[kind]
    statement = select(*_shown(known)).order_by(known.table.c.id).limit(limit)
    if tenant_id is not None and "tenant_id" in known.table.c:
        statement = statement.where(known.table.c.tenant_id == tenant_id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def show(connection: Connection, kind: str, number: int) -> dict[str, Any]:
    """All of one, without secrets, with what belongs to it.

    Raises:
        RegistryError: it is not there.
    """
    known = KINDS[kind]
    row = connection.execute(select(*_shown(known)).where(known.table.c.id == number)).mappings().one_or_none()
    if row is None:
        raise RegistryError(f"there is no {kind} with number {number}")
    found = dict(row)
    for name, owned, column in (
        ("subscribers", t.unit_subscribers, "unit_id"),
        ("peripherals", t.peripherals, "unit_id"),
        ("contacts", t.contact_persons, "subscriber_id"),
    ):
        if column == f"{kind}_id":
            rows = connection.execute(select(owned).where(owned.c[column] == number)).mappings()
            found[name] = [dict(one) for one in rows]
    if found.get("place_id"):
        found["place"] = show(connection, "place", found["place_id"])
    return found


def _shown(known: Kind) -> list[Any]:
    return [column for column in known.table.columns if column.name not in known.hidden]
