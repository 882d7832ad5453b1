"""One thread with one connection: everything that changes the store is done here, one unit of work after another."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from alarmd.domain.ports import LedgerRefused, LedgerUnavailable
from alarmd.store.engine import writer_engine

T = TypeVar("T")
Begin = Callable[[], AbstractContextManager[Connection]]
_UNSTORABLE = (ValueError, TypeError, OverflowError, AttributeError)


class Conflict(Exception):
    """A unique index refused a row; nothing was written."""


class Worker:
    """The writer's thread. Any task of any loop may call `run`; jobs are done in the order they were asked for."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = writer_engine(url)
        self._driver: Any = self.engine.dialect.loaded_dbapi
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="alarmd-writer")
        self._connection: Connection | None = None

    async def run(self, job: Callable[[Begin], T]) -> T:
        """Do `job` in the thread and return its result.

        The job gets `begin`: `with begin() as connection:` is one transaction, flushed when the block ends and rolled
        back when it raises.

        Raises:
            LedgerUnavailable: the store is away, full or locked. Nothing is written, unless the connection broke
                during COMMIT; then the unique keys show it when the same batch is tried again.
            LedgerRefused: the store can never hold these values.
            Conflict: a unique index refused a row.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._do, job)

    async def close(self) -> None:
        """Close the connection and end the thread, after what is already asked for."""
        await asyncio.get_running_loop().run_in_executor(self._pool, self._drop)
        self._pool.shutdown()
        self.engine.dispose()

    @contextlib.contextmanager
    def _begin(self) -> Iterator[Connection]:
        if self._connection is None:
            self._connection = self.engine.connect()
        with self._connection.begin():
            yield self._connection

    def _do(self, job: Callable[[Begin], T]) -> T:
        try:
            return job(self._begin)
        except (SQLAlchemyError, self._driver.Error, OSError, *_UNSTORABLE) as error:
            raise self._named(error) from error

    def _named(self, error: Exception) -> Exception:
        """What an error of the store, the driver or the encoder is called by those who ask for work."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, self._driver.IntegrityError):
            return Conflict(type(cause).__name__)
        if isinstance(cause, (self._driver.DataError, *_UNSTORABLE)) or _is_about_values(cause):
            return LedgerRefused(type(cause).__name__)
        self._drop()
        return LedgerUnavailable(_plain(cause))

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.invalidate()
            with contextlib.suppress(Exception):
                connection.close()


def _is_about_values(cause: object) -> bool:
    """The drivers' names for a value of a type they do not know."""
    text = str(cause).lower()
    return type(cause).__name__ == "ProgrammingError" and ("binding" in text or "adapt" in text)


def _plain(cause: object) -> str:
    """The driver's own sentence about the store; errors about values, which may quote people, do not come here."""
    return f"{type(cause).__name__}: {str(cause).partition(chr(10))[0]}"
