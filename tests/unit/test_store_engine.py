"""URLs and what connections are set to."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from alarmd.store.engine import BadUrl, is_sqlite, reader_engine, store_url, writer_engine


@pytest.mark.parametrize("wrong", ["", "alarmd.db", "sqlite://", "sqlite:///:memory:", "mysql://host/alarmd"])
def test_other_stores_are_refused_in_plain_words(wrong: str) -> None:
    with pytest.raises(BadUrl):
        store_url(wrong)


def test_postgres_goes_through_psycopg() -> None:
    assert store_url("postgresql://user@host/alarmd").drivername == "postgresql+psycopg"
    assert store_url("postgresql+psycopg://host/alarmd").drivername == "postgresql+psycopg"


def test_the_sqlite_writer_flushes_each_commit_and_readers_cannot_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    writer = writer_engine(url)
    assert is_sqlite(writer)
    with writer.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 2_000
        connection.execute(text("CREATE TABLE t (id INTEGER)"))
    reader = reader_engine(url)
    with reader.begin() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(text("INSERT INTO t VALUES (1)"))
    reader.dispose()
    writer.dispose()


def test_the_writer_holds_its_lock_from_the_start(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    first, second = writer_engine(url), writer_engine(url, wait_ms=1)
    with first.begin(), pytest.raises(OperationalError, match="locked"), second.begin():
        pytest.fail("two writers at once")
    first.dispose()
    second.dispose()
