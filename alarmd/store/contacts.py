"""Last contacts and listening intervals: a store of their own, so that a flush of heartbeats never holds up an alarm.

On SQLite a file beside the alarms' (`<file>.contacts`), on PostgreSQL two tables over a connection of their own.
The tables are made, and brought up to date, at first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Row, Table, Text, delete, func, inspect, select, text

from alarmd.domain.listening import Listening
from alarmd.services.contact_store import Heard
from alarmd.store.engine import is_sqlite, store_url
from alarmd.store.recall import SOME
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
    Column("node", Integer, nullable=False, server_default="0"),
)
listening = Table(
    "listening",
    _metadata,
    Column("door", Text, primary_key=True, doc="dc09@1: the door of node 1"),
    Column("from_at", UtcMicros, primary_key=True),
    Column("to_at", UtcMicros, nullable=False),
)
_BY_NUMBER = select(last_contacts).order_by(last_contacts.c.unit_id)
_BY_TIME = select(listening).order_by(listening.c.from_at, listening.c.door)
_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('alarmd contacts'))")


class SqlContacts:
    """Implements `services.contact_store.ContactStore`. Every call may raise LedgerUnavailable.

    Attributes:
        node: under which this daemon writes. shared: True when other nodes may write here too (PostgreSQL).
    """

    def __init__(self, url: str, node: int = 0) -> None:
        self._worker = Worker(url)
        self._contacts, self._listening = _statements(self._worker.engine.dialect.name)
        self._made = False
        self.node = node
        self.shared = not is_sqlite(self._worker.engine)

    async def load(self) -> Sequence[Heard]:
        """The last contact of every unit that was ever heard, by unit id."""

        def read(begin: Begin) -> Sequence[Heard]:
            self._make(begin)
            with begin() as connection:
                return [_heard(row) for row in connection.execute(_BY_NUMBER)]

        return await self._worker.run(read)

    async def save_contacts(self, batch: Sequence[tuple[int, datetime]]) -> None:
        """Write last contacts with this node, sorted by unit id; an older time never replaces a newer one."""
        rows = [(unit_id, to_micros(at), self.node) for unit_id, at in batch]

        def write(begin: Begin) -> None:
            self._make(begin)
            with begin() as connection:
                self._contacts.run(connection, rows)

        await self._worker.run(write)

    async def save_listening(self, door: str, from_at: datetime, to_at: datetime) -> None:
        """The door has listened without a break from `from_at` to `to_at`."""
        row = (f"{door}@{self.node}", to_micros(from_at), to_micros(to_at))

        def write(begin: Begin) -> None:
            self._make(begin)
            with begin() as connection:
                self._listening.run(connection, [row])

        await self._worker.run(write)

    async def listening_intervals(self) -> Sequence[Listening]:
        """The intervals of the last 90 days before the newest, oldest first; older ones are forgotten."""

        def read(begin: Begin) -> Sequence[Listening]:
            self._make(begin)
            with begin() as connection:
                newest = connection.execute(select(func.max(listening.c.to_at))).scalar()
                if newest is not None:
                    connection.execute(delete(listening).where(listening.c.to_at < newest - KEPT))
                return [_interval(row) for row in connection.execute(_BY_TIME)]

        return await self._worker.run(read)

    async def elsewhere(
        self, since: datetime, unit_ids: Sequence[int] | None = None
    ) -> tuple[Sequence[Listening], Sequence[Heard]]:
        """What other nodes have written since, of all units or of some; first the intervals, then the contacts."""
        recent = _BY_TIME.where(listening.c.to_at >= since)
        theirs = _BY_NUMBER.where(last_contacts.c.node != self.node)
        if unit_ids is None:
            wanted = [theirs.where(last_contacts.c.at >= since)]
        else:
            pieces = [unit_ids[at : at + SOME] for at in range(0, len(unit_ids), SOME)]
            wanted = [theirs.where(last_contacts.c.unit_id.in_(some)) for some in pieces]

        def read(begin: Begin) -> tuple[Sequence[Listening], Sequence[Heard]]:
            self._make(begin)
            with begin() as connection:
                intervals = [_interval(row) for row in connection.execute(recent)]
                found = [_heard(row) for statement in wanted for row in connection.execute(statement)]
                return [one for one in intervals if one.node != self.node], found

        return await self._worker.run(read)

    async def close(self) -> None:
        """End the thread, after what is already asked for."""
        await self._worker.close()

    def _make(self, begin: Begin) -> None:
        if not self._made:
            with begin() as connection:
                if self.shared:
                    connection.execute(_ALONE)
                _metadata.create_all(connection)
                if not any(one["name"] == "node" for one in inspect(connection).get_columns("last_contacts")):
                    connection.execute(text("ALTER TABLE last_contacts ADD COLUMN node INTEGER NOT NULL DEFAULT 0"))
            self._made = True


def _heard(row: Row[Any]) -> Heard:
    return Heard(row.unit_id, row.at, row.node)


def _interval(row: Row[Any]) -> Listening:
    door, _, node = row.door.partition("@")
    return Listening(door, row.from_at, row.to_at, int(node or 0))


@cache
def _statements(dialect: str) -> tuple[Insert, Insert]:
    newer = text("excluded.at > last_contacts.at")
    return Insert(last_contacts, dialect, ["at", "node"], newer), Insert(listening, dialect, ["to_at"])


def contacts_url(url: str) -> str:
    """Where the contacts of the store at `url` live."""
    location = store_url(url)
    if location.get_backend_name() == "sqlite":
        location = location.set(database=f"{location.database}.contacts")
    return location.render_as_string(hide_password=False)


def open_contacts(url: str, node: int = 0) -> SqlContacts:
    """The contact store at `url` for a node: `contacts_url` tells where it lives beside the alarms.

    Raises:
        BadUrl: not a URL that alarmd can store at.
    """
    return SqlContacts(url, node)
