"""Statements for many rows: the SQL they become and the rows they leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Table, Text, create_engine, select, text

from alarmd.store.statements import SIZES, Insert, Stamps, compiled, others
from alarmd.store.types import BigId

table = Table(
    "signals",
    MetaData(),
    Column("id", BigId, primary_key=True),
    Column("name", Text),
    Column("folds", Integer),
    Column("at", BigInteger),
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as opened:
        table.create(opened)
        yield opened
    engine.dispose()


def stored(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]


@pytest.mark.parametrize("count", [0, 1, 3, 5, 21, 64, 85, 200])
def test_any_number_of_rows(connection: Connection, count: int) -> None:
    rows = [(number, f"n{number}", number % 3, None) for number in range(count)]
    assert Insert(table, "sqlite").run(connection, list(rows)) == count
    assert stored(connection) == rows


def test_replacing_only_where_it_holds(connection: Connection) -> None:
    Insert(table, "sqlite").run(connection, [(1, "a", 0, None), (2, "b", 1, None)])
    replacing = Insert(table, "sqlite", others(table), text("signals.folds = 0"))
    assert replacing.run(connection, [(1, "x", 5, 1), (2, "y", 5, 1), (3, "z", 5, 1)]) == 2
    assert stored(connection) == [(1, "x", 5, 1), (2, "b", 1, None), (3, "z", 5, 1)]


def test_skipping_what_is_there(connection: Connection) -> None:
    skipping = Insert(table, "sqlite", ())
    assert skipping.run(connection, [(1, "a", 0, None)]) == 1
    assert skipping.run(connection, [(1, "b", 0, None), (2, "c", 0, None)]) == 1
    assert [row[1] for row in stored(connection)] == ["a", "c"]


def test_stamps_touch_only_the_rows_they_name(connection: Connection) -> None:
    Insert(table, "sqlite").run(connection, [(2**62, "a", 1, None), (2, "b", 1, None), (3, "c", 1, 9)])
    stamps = Stamps("sqlite", "at = coalesce(signals.at, given.b), folds = signals.folds + coalesce(given.a, 0)")
    stamps.run(connection, [(2**62, 4, 5), (3, None, 7), (77, 1, 1)])
    stamps.run(connection, [])
    assert stored(connection) == [(2, "b", 1, None), (3, "c", 1, 9), (2**62, "a", 5, 5)]


def test_marks_are_positional() -> None:
    statement = Insert(table, "sqlite", others(table))
    assert [statement.sql[size].count("?") for size in SIZES] == [4 * size for size in SIZES]
    assert ":" not in statement.sql[1]


def test_a_server_unfolds_the_rows_itself() -> None:
    sql = Insert(table, "postgresql", others(table), text("signals.folds = 0")).sql[0]
    assert sql.count("%s") == 1
    assert "AS given(id BIGINT, name TEXT, folds INTEGER, at BIGINT)" in sql
    assert sql.endswith("WHERE signals.folds = 0")


def test_only_a_server_needs_its_rows_locked() -> None:
    locking = select(table.c.id).with_for_update()
    assert "FOR UPDATE" in compiled(locking, "postgresql")
    assert "FOR UPDATE" not in compiled(locking, "sqlite")
