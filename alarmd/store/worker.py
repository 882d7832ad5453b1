"""One thread with one connection: everything that changes the store is done here, one unit of work after another."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError as RowError
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import ProgrammingError as StatementError

from alarmd.domain.ports import LedgerRefused, LedgerUnavailable
from alarmd.store.engine import writer_engine

T = TypeVar("T")
Begin = Callable[[], AbstractContextManager[Connection]]
_UNSTORABLE = (RowError, ValueError, TypeError, OverflowError, AttributeError)


class Conflict(Exception):
    """A unique index refused a row; nothing was written."""


class Worker:
    """The writer's thread. Any task of any loop may call `run`; jobs are done in the order they were asked for."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = writer_engine(url)
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
        except IntegrityError as error:
            raise Conflict(_plain(error)) from error
        except _UNSTORABLE as error:
            raise LedgerRefused(_plain(error)) from error
        except StatementError as error:
            if _is_about_values(error):
                raise LedgerRefused(_plain(error)) from error
            self._drop()
            raise LedgerUnavailable(_plain(error)) from error
        except (SQLAlchemyError, OSError) as error:
            self._drop()
            raise LedgerUnavailable(_plain(error)) from error

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.invalidate()
            with contextlib.suppress(Exception):
                connection.close()


def _is_about_values(error: DBAPIError) -> bool:
    text = str(error.orig).lower()
    return "binding" in text or "adapt" in text


def _plain(error: Exception) -> str:
    """The driver's own sentence where it speaks of the store, never where it may quote what units and people said."""
    if isinstance(error, IntegrityError | RowError) or not isinstance(error, DBAPIError):
        return type(error).__name__
    return f"{type(error.orig).__name__}: {str(error.orig).partition(chr(10))[0]}"
