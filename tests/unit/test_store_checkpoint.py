"""The write-ahead log is moved beside the writer, never in its way, and stays bounded."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from alarmd.store import engine as engines
from alarmd.store.checkpoint import EACH_S, Checkpoints
from alarmd.store.engine import writer_engine
from tests.fakes.clock import ManualClock

ROW = "INSERT INTO row VALUES (randomblob(3000))"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "alarmd.db"


@pytest.fixture
def writer(file: Path) -> Iterator[Engine]:
    engine = writer_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def connection(writer: Engine) -> Iterator[Connection]:
    with writer.connect() as connection:
        with connection.begin():
            connection.exec_driver_sql("CREATE TABLE row (data BLOB)")
        yield connection


def insert(connection: Connection, count: int) -> None:
    for _ in range(count):
        with connection.begin():
            connection.exec_driver_sql(ROW)


def in_database_alone(file: Path) -> int:
    """Rows that are in the database file itself, whatever the log says."""
    with sqlite3.connect(f"file:{file}?immutable=1", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM row").fetchone()[0])


def test_what_is_committed_moves(file: Path, connection: Connection) -> None:
    insert(connection, 5)
    checkpoints = Checkpoints(f"sqlite:///{file}", ManualClock())
    assert checkpoints.move() == 0
    assert in_database_alone(file) == 5


def test_a_writer_at_work_is_not_waited_for(file: Path, connection: Connection) -> None:
    insert(connection, 1)
    with connection.begin():
        connection.exec_driver_sql(ROW)
        assert Checkpoints(f"sqlite:///{file}", ManualClock()).move() == 0
        connection.exec_driver_sql(ROW)
    assert in_database_alone(file) == 1
    assert connection.exec_driver_sql("SELECT count(*) FROM row").scalar() == 3


def test_the_log_is_bounded_without_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LOG_PAGES", 20)
    engine = writer_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        with connection.begin():
            connection.exec_driver_sql("CREATE TABLE row (data BLOB)")
        insert(connection, 80)
        assert file.with_name("alarmd.db-wal").stat().st_size < 30 * 4200
    engine.dispose()


def test_a_commit_is_still_flushed(connection: Connection) -> None:
    assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    assert connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar() == engines.LOG_PAGES


async def test_it_goes_on_when_the_file_cannot_be_used(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, tries = ManualClock(), asyncio.Event()

    class Watched(Checkpoints):
        left = 2

        def move(self) -> int:
            self.left -= 1
            if not self.left:
                loop.call_soon_threadsafe(tries.set)
            return super().move()

    loop = asyncio.get_running_loop()
    task = asyncio.create_task(Watched(f"sqlite:///{file.parent}/nowhere/alarmd.db", clock).run())
    with caplog.at_level(logging.WARNING):
        async with asyncio.timeout(10):
            while not tries.is_set():
                await clock.advance(EACH_S)
    assert "stays as it is" in caplog.text
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
