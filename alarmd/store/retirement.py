"""Retiring what is not used any more. Rows stay, since history points to them, and an old unit's press still rings."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.sql import ColumnElement

from alarmd.store import tables_registry as t
from alarmd.store.registry import RegistryError, change, number_of

RETIRABLE = ("tenant", "subscriber", "unit", "operator", "responder")
_USED = t.units.c.state != "retired"


def retire(connection: Connection, kind: str, word: str) -> list[str]:
    """Retire one, named as `number_of` reads it, and return what somebody should still look at.

    A unit is not supervised any more; a press from it is raised with a flag. An operator is logged out and stays so.
    A person is not found by searching any more. A responder is not told any more.

    Raises:
        RegistryError: it is not there, or (a tenant) is still in use.
    """
    number = number_of(connection, kind, word)
    if kind == "tenant":
        _must_be_empty(connection, number)
    change(connection, kind, number, **({"state": "retired"} if kind == "unit" else {"active": False}))
    return _left_of(connection, number) if kind == "subscriber" else []


def _must_be_empty(connection: Connection, tenant_id: int) -> None:
    left = {
        "units": _count(connection, t.units, tenant_id, _USED),
        "active operators": _count(connection, t.operators, tenant_id, t.operators.c.active.is_(True)),
    }
    held = [f"{count} {what}" for what, count in left.items() if count]
    if held:
        raise RegistryError(f"the tenant still has {' and '.join(held)}: retire those first")


def _count(connection: Connection, table: Table, tenant_id: int, wanted: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(table).where(table.c.tenant_id == tenant_id, wanted)
    return int(connection.execute(statement).scalar_one())


def _left_of(connection: Connection, subscriber_id: int) -> list[str]:
    """Units that are still in use behind a person."""
    pair = t.unit_subscribers
    statement = (
        select(t.units.c.protocol, t.units.c.address)
        .join(pair, pair.c.unit_id == t.units.c.id)
        .where(pair.c.subscriber_id == subscriber_id, _USED)
        .order_by(t.units.c.id)
    )
    names = [f"{protocol}:{address}" for protocol, address in connection.execute(statement)]
    return [f"{name} still rings for this person; when it is taken down: alarmd unit retire {name}" for name in names]
