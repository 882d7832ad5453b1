"""SQL compiled once from the tables, for many rows at a time.

SQLite binds a batch into few statements of 64, 32, 16, 8, 4, 2 and 1 rows, each one step of the driver: `executemany`
would give and take the interpreter's lock once for each row, and with a busy loop beside it each of those costs a turn.
PostgreSQL gets all rows as one JSON text and unfolds them itself: psycopg would look at every value twice. Both go to
the driver's cursor inside SQLAlchemy's transaction, since its execution context would cost more than the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    Connection,
    LargeBinary,
    Table,
    Text,
    TextClause,
    bindparam,
    cast,
    column,
    create_mock_engine,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement

SIZES = (64, 32, 16, 8, 4, 2, 1)
Row = tuple[object, ...]
Stamp = tuple[int, int | None, int | None]
_encode = msgspec.json.Encoder().encode
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
        table: where.
        dialect: `sqlite` or `postgresql`.
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
        self._table, self._replace, self._where = table, replace, where
        self._names = [one.name for one in table.columns]
        self._unfolds = dialect == "postgresql"
        self.sql = {0: self._unfolding()} if self._unfolds else self._listing()

    def run(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Write the rows and return how many were really written. Errors are the driver's own."""
        if not rows:
            return 0
        cursor = connection.connection.cursor()
        if self._unfolds:
            cursor.execute(self.sql[0], (_folded(self._names, rows),))
            written = cursor.rowcount
        else:
            written = self._in_pieces(cursor, rows)
        cursor.close()
        return int(written)

    def _in_pieces(self, cursor: Any, rows: Sequence[Row]) -> int:
        written = at = 0
        for size in SIZES:
            while len(rows) - at >= size:
                cursor.execute(self.sql[size], tuple(chain.from_iterable(rows[at : at + size])))
                written += cursor.rowcount
                at += size
        return written

    def _listing(self) -> dict[int, str]:
        """SQLite: `VALUES (?, …), (?, …), …` by the number of rows; only the first is compiled, which takes long."""
        one = compiled(self._on_conflict(sqlite.insert(self._table)), "sqlite")
        marks = f"({', '.join('?' * len(self._names))})"
        return {size: one.replace(marks, ", ".join([marks] * size)) for size in SIZES}

    def _unfolding(self) -> str:
        """PostgreSQL: `SELECT … FROM json_to_recordset(%s)`; bytes travel in base64."""
        of_bytes = {one.name for one in self._table.columns if isinstance(one.type, LargeBinary)}
        columns = [column(one.name, Text() if one.name in of_bytes else one.type) for one in self._table.columns]
        unfold = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
        given = unfold.table_valued(*columns).render_derived(name="given", with_types=True)
        base64: Any = literal_column("'base64'")
        wanted = [func.decode(given.c[name], base64) if name in of_bytes else given.c[name] for name in self._names]
        statement = postgresql.insert(self._table).from_select(self._names, select(*wanted))
        return compiled(self._on_conflict(statement), "postgresql")

    def _on_conflict(self, statement: Any) -> Any:
        keys = list(self._table.primary_key.columns)
        if self._replace:
            new = {name: statement.excluded[name] for name in self._replace}
            return statement.on_conflict_do_update(index_elements=keys, set_=new, where=self._where)
        return statement if self._replace is None else statement.on_conflict_do_nothing(index_elements=keys)


class Stamps:
    """Sets whole numbers on many rows of `signals` by id, in one statement.

    Args:
        dialect: `sqlite` or `postgresql`.
        assignments: SQL assignments that may use `given.a` and `given.b`.
    """

    def __init__(self, dialect: str, assignments: str) -> None:
        self._unfolds = dialect == "postgresql"
        if self._unfolds:
            given = "json_to_recordset(%s::json) AS given(id bigint, a bigint, b bigint)"
        else:
            fields = ", ".join(f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(("id", "a", "b")))
            given = f"(SELECT {fields} FROM json_each(?)) AS given"  # noqa: S608
        self._sql = f"UPDATE signals SET {assignments} FROM {given} WHERE signals.id = given.id"  # noqa: S608

    def run(self, connection: Connection, rows: Sequence[Stamp]) -> None:
        """Update the rows (id, a, b); ids that are not there are ignored."""
        if rows:
            text = _folded(["id", "a", "b"], rows) if self._unfolds else _encode(rows).decode()
            direct(connection, self._sql, (text,))


def _folded(names: Sequence[str], rows: Sequence[Row]) -> str:
    """The rows as a JSON text of objects; bytes become base64."""
    return _encode([dict(zip(names, row, strict=True)) for row in rows]).decode()


def others(table: Table) -> tuple[str, ...]:
    """All columns but the primary key."""
    return tuple(one.name for one in table.columns if not one.primary_key)
