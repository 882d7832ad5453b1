"""Engines from a URL: one connection that writes and flushes, and a few others that only read.

SQLite: WAL, `synchronous=FULL` (a commit returns after the flush), transactions begun by us (`BEGIN IMMEDIATE` for the
writer), since the driver's own begin loses updates silently (STYLE item 19). PostgreSQL: psycopg.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection as Connection
from sqlalchemy import Engine as Engine
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from alarmd.domain.ports import LedgerUnavailable

WRITER_WAIT_MS = 2_000
TOOL_WAIT_MS = 15_000
READERS = 4
LOG_PAGES = 16_384
"""SQLite: a commit that leaves this many pages in the write-ahead log (64 MiB) moves them into the database itself."""
_BY_KEY = {"enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off"}
"""The writer reaches every row by its key; a plan made while a table was small must not walk it when it has grown."""


class BadUrl(ValueError):
    """The database URL is not one alarmd can use; the sentence says what to write instead."""


def store_errors() -> tuple[type[Exception], ...]:
    """Whatever the store may raise at tools that know no SQLAlchemy; asked for only when something was raised."""
    import psycopg

    return SQLAlchemyError, sqlite3.Error, psycopg.Error, LedgerUnavailable


def store_url(text: str) -> URL:
    """The URL of a store: `sqlite:////var/lib/alarmd/alarmd.db`, or `postgresql://user@host/name`.

    Raises:
        BadUrl: another database, no file name, or not a URL at all.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadUrl("the database must be a URL such as sqlite:////var/lib/alarmd/alarmd.db") from None
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise BadUrl(f"alarmd stores in SQLite or PostgreSQL, not in {backend}")
    if not url.database or url.database == ":memory:":
        raise BadUrl("an SQLite database needs a file: nothing that was answered may live in memory alone")
    return url.set(drivername="sqlite")


def is_sqlite(engine: Engine) -> bool:
    """True for the embedded store."""
    return engine.dialect.name == "sqlite"


def writer_engine(text: str, wait_ms: int = WRITER_WAIT_MS) -> Engine:
    """An engine for one thread that writes: each transaction holds the writer's lock from its start.

    Args:
        text: the store's URL.
        wait_ms: how long to wait for another writer before `LedgerUnavailable`, milliseconds.
    """
    url = store_url(text)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, wait_ms, writer=True)
    return _postgres(url, wait_ms, _BY_KEY, pool={"poolclass": NullPool})


def tool_engine(text: str) -> Engine:
    """A writer's engine for the command line: it stands back and waits long for the daemon's commits."""
    return writer_engine(text, TOOL_WAIT_MS)


def reader_engine(text: str, size: int = READERS) -> Engine:
    """An engine that cannot write, with `size` connections."""
    url = store_url(text)
    pool = {"poolclass": QueuePool, "pool_size": size, "max_overflow": 0}
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, TOOL_WAIT_MS, writer=False, pool=pool)
    engine = _postgres(url, TOOL_WAIT_MS, {}, pool={**pool, "pool_pre_ping": True})
    return engine.execution_options(postgresql_readonly=True)


def _sqlite(url: URL, wait_ms: int, *, writer: bool, pool: dict[str, Any] | None = None) -> Engine:
    arguments = {"timeout": wait_ms / 1000, "check_same_thread": False, "cached_statements": 256}
    engine = create_engine(url, connect_args=arguments, **(pool or {"poolclass": NullPool}))
    begin = "BEGIN IMMEDIATE" if writer else "BEGIN"

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-65536")
        if writer:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
        else:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(url: URL, wait_ms: int, more: dict[str, str], pool: dict[str, Any]) -> Engine:
    settings = {
        **more,
        "synchronous_commit": "on",
        "lock_timeout": wait_ms,
        "statement_timeout": 4 * wait_ms,
        "idle_in_transaction_session_timeout": 10_000,
        "timezone": "UTC",
        "jit": "off",
    }
    arguments = {
        "connect_timeout": 3,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "application_name": "alarmd",
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
    }
    return create_engine(url, connect_args=arguments, **pool)
