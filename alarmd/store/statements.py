"""SQL compiled once from the tables, for many rows at a time.

A batch is bound into few statements of 64, 32, 16, 8, 4, 2 and 1 rows, each one step of the driver: `executemany` would
give and take the interpreter's lock once for every row, and with a busy loop beside it each of those costs a turn. They
go to the driver's cursor inside SQLAlchemy's transaction: its execution context would cost more than the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, TextClause, bindparam, create_mock_engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement

SIZES = (64, 32, 16, 8, 4, 2, 1)
Row = tuple[object, ...]
Stamp = tuple[int, int | None, int | None]
_MAKERS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_DIALECTS: dict[str, Dialect] = {
    "sqlite": create_mock_engine("sqlite://", print, paramstyle="qmark").dialect,
    "postgresql": create_mock_engine("postgresql+psycopg://", print, paramstyle="format").dialect,
}


def compiled(statement: ClauseElement, dialect: str) -> str:
    """The statement as the driver takes it, with positional marks in the order of its parameters."""
    return str(statement.compile(dialect=_DIALECTS[dialect]))


def direct(connection: Connection, sql: str, parameters: Row = (), *, read: bool = False) -> Row | None:
    """Run a compiled statement on the driver's cursor and return the first row if asked. Errors are the driver's."""
    cursor = connection.connection.cursor()
    cursor.execute(sql, parameters)
    row: Row | None = cursor.fetchone() if read else None
    cursor.close()
    return row


class Insert:
    """Puts rows into one table, each a tuple in the table's column order.

    Args:
        table: where. dialect: `sqlite` or `postgresql`.
        replace: columns to overwrite when the row is there already; None refuses such a row, an empty tuple skips it.
        where: the row that is there is overwritten only if this holds.
    """

    def __init__(
        self,
        table: Table,
        dialect: str,
        replace: Sequence[str] | None = None,
        where: TextClause | None = None,
    ) -> None:
        self._table, self._dialect, self._replace, self._where = table, dialect, replace, where
        self._sql = {size: self._compile(size) for size in SIZES}

    def run(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Write the rows and return how many were really written. Errors are the driver's own."""
        if not rows:
            return 0
        written = at = 0
        cursor = connection.connection.cursor()
        for size in SIZES:
            while len(rows) - at >= size:
                cursor.execute(self._sql[size], tuple(chain.from_iterable(rows[at : at + size])))
                written += cursor.rowcount
                at += size
        cursor.close()
        return written

    def _compile(self, size: int) -> str:
        names = [column.name for column in self._table.columns]
        values = [
            {name: bindparam(f"r{row}_{name}", type_=self._table.c[name].type) for name in names} for row in range(size)
        ]
        statement: Any = _MAKERS[self._dialect](self._table).values(values)
        keys = list(self._table.primary_key.columns)
        if self._replace:
            new = {name: statement.excluded[name] for name in self._replace}
            statement = statement.on_conflict_do_update(index_elements=keys, set_=new, where=self._where)
        elif self._replace is not None:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        return compiled(statement, self._dialect)


def others(table: Table) -> tuple[str, ...]:
    """All columns but the primary key."""
    return tuple(column.name for column in table.columns if not column.primary_key)


class Stamps:
    """Sets whole numbers on many rows of `signals` by id, in one statement.

    Args:
        dialect: `sqlite` or `postgresql`.
        assignments: SQL assignments that may use `given.a` and `given.b`.
    """

    def __init__(self, dialect: str, assignments: str) -> None:
        self._sqlite = dialect == "sqlite"
        if self._sqlite:
            fields = ", ".join(f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(("id", "a", "b")))
            given = f"(SELECT {fields} FROM json_each(?)) AS given"  # noqa: S608
        else:
            given = "unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS given(id, a, b)"
        self._sql = f"UPDATE signals SET {assignments} FROM {given} WHERE signals.id = given.id"  # noqa: S608

    def run(self, connection: Connection, rows: Sequence[Stamp]) -> None:
        """Update the rows (id, a, b); ids that are not there are ignored."""
        if not rows:
            return
        if self._sqlite:
            direct(connection, self._sql, (msgspec.json.encode(rows).decode(),))
        else:
            direct(connection, self._sql, tuple(list(column) for column in zip(*rows, strict=True)))
