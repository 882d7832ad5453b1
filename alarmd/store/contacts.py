"""Last contacts and listening intervals: a store of their own, so that a flush of heartbeats never holds up an alarm.

On SQLite a file beside the alarms' (`<file>.contacts`), on PostgreSQL two tables over a connection of their own.
The tables are made at first use and not migrated: what they hold is heard again within one interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Column, MetaData, Row, Select, Table, Text, delete, func, select, text

from alarmd.domain.listening import Listening
from alarmd.store.engine import store_url
from alarmd.store.statements import Insert
from alarmd.store.types import BigId, UtcMicros, to_micros
from alarmd.store.worker import Begin, Worker

KEPT = timedelta(days=90)
_metadata = MetaData()
last_contacts = Table(
    "last_contacts",
    _metadata,
    Column("unit_id", BigId, primary_key=True, autoincrement=False),
    Column("at", UtcMicros, nullable=False),
)
listening = Table(
    "listening",
    _metadata,
    Column("door", Text, primary_key=True),
    Column("from_at", UtcMicros, primary_key=True),
    Column("to_at", UtcMicros, nullable=False),
)


class SqlContacts:
    """Implements `services.watch.ContactStore`. Every call may raise LedgerUnavailable."""

    def __init__(self, url: str) -> None:
        self._worker = Worker(url)
        self._contacts, self._listening = _statements(self._worker.engine.dialect.name)
        self._made = False

    async def load(self) -> Sequence[tuple[int, datetime]]:
        """(unit id, last contact) of every unit that was ever heard, by unit id."""
        statement = select(last_contacts).order_by(last_contacts.c.unit_id)
        return await self._worker.run(lambda begin: [(row.unit_id, row.at) for row in self._all(begin, statement)])

    async def save_contacts(self, batch: Sequence[tuple[int, datetime]]) -> None:
        """Write last contacts, sorted by unit id; an older time never replaces a newer one."""
        rows = [(unit_id, to_micros(at)) for unit_id, at in batch]

        def write(begin: Begin) -> None:
            self._make(begin)
            with begin() as connection:
                self._contacts.run(connection, rows)

        await self._worker.run(write)

    async def save_listening(self, door: str, from_at: datetime, to_at: datetime) -> None:
        """The door has listened without a break from `from_at` to `to_at`."""
        row = (door, to_micros(from_at), to_micros(to_at))

        def write(begin: Begin) -> None:
            self._make(begin)
            with begin() as connection:
                self._listening.run(connection, [row])

        await self._worker.run(write)

    async def listening_intervals(self) -> Sequence[Listening]:
        """The intervals of the last 90 days before the newest, oldest first; older ones are forgotten."""
        statement = select(listening).order_by(listening.c.from_at, listening.c.door)

        def read(begin: Begin) -> list[Listening]:
            return [Listening(row.door, row.from_at, row.to_at) for row in self._all(begin, statement, prune=True)]

        return await self._worker.run(read)

    async def close(self) -> None:
        """End the thread, after what is already asked for."""
        await self._worker.close()

    def _all(self, begin: Begin, statement: Select[Any], *, prune: bool = False) -> Sequence[Row[Any]]:
        self._make(begin)
        with begin() as connection:
            newest = connection.execute(select(func.max(listening.c.to_at))).scalar() if prune else None
            if newest is not None:
                connection.execute(delete(listening).where(listening.c.to_at < newest - KEPT))
            return connection.execute(statement).all()

    def _make(self, begin: Begin) -> None:
        if not self._made:
            with begin() as connection:
                _metadata.create_all(connection)
            self._made = True


@cache
def _statements(dialect: str) -> tuple[Insert, Insert]:
    newer = text("excluded.at > last_contacts.at")
    return Insert(last_contacts, dialect, ["at"], newer), Insert(listening, dialect, ["to_at"])


def contacts_url(url: str) -> str:
    """Where the contacts of the store at `url` live."""
    location = store_url(url)
    if location.get_backend_name() == "sqlite":
        location = location.set(database=f"{location.database}.contacts")
    return location.render_as_string(hide_password=False)


def open_contacts(url: str) -> SqlContacts:
    """The contact store at `url`: `contacts_url` tells where it lives beside the alarms.

    Raises:
        BadUrl: not a URL that alarmd can store at.
    """
    return SqlContacts(url)
