"""What must hold of the registry's tables."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint

from alarmd.store.tables_registry import metadata, operators, sessions, units
from alarmd.store.types import UtcMicros


def test_a_unit_is_known_by_protocol_and_address() -> None:
    unique = [c for c in units.constraints if isinstance(c, UniqueConstraint)]
    assert [[column.name for column in c.columns] for c in unique] == [["protocol", "address"]]


def test_times_are_utc_micros_everywhere() -> None:
    wrong = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if (column.name == "at" or column.name.endswith("_at")) and not isinstance(column.type, UtcMicros)
    ]
    assert wrong == []


def test_no_password_and_no_token_in_clear() -> None:
    assert "password" not in operators.columns
    assert {"token_hash"} == {column.name for column in sessions.primary_key}
