"""The one ledger writer (DESIGN §6 *One writer*): a batch in one transaction, flushed before `commit` returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alarmd.domain.ports import Batch, Changes, Clock, Committed, LedgerRefused, LedgerStale
from alarmd.domain.signal import Signal
from alarmd.store.recall import Conflicts, find_conflicts, read_changes, read_command, read_recent
from alarmd.store.types import to_micros
from alarmd.store.unit_of_work import prepare, unit_of_work
from alarmd.store.worker import Begin, Conflict, Worker


class SqlLedger:
    """Implements `domain.ports.Ledger` on SQLite and PostgreSQL."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.worker = Worker(url)
        self.unit_of_work = unit_of_work(self.worker.engine.dialect.name)
        self._clock = clock
        self._conflicts = Conflicts()

    async def commit(self, batch: Batch) -> Committed:
        """Write the batch in the writer's thread and flush it.

        The task that waits may be cancelled; the commit then still ends as it would have.

        Raises:
            LedgerUnavailable: the store is away. Nothing is written, unless the connection broke during COMMIT; then
                the next try of the same batch is stale.
            LedgerStale: another writer was first; `changes_since` then also tells what stood in the way.
            LedgerRefused: a row in it can never be stored.
        """
        try:
            return await self.worker.run(lambda begin: self._commit(begin, batch))
        except Conflict as conflict:
            self._conflicts = await self.worker.run(lambda begin: _look(begin, batch))
            if self._conflicts:
                raise LedgerStale("the store holds a message or an open incident of this batch already") from conflict
            raise LedgerRefused("a command or a line was written before, or two rows exclude each other") from conflict

    def _commit(self, begin: Begin, batch: Batch) -> Committed:
        draft = prepare(batch)
        started, draft.at = self._clock.monotonic(), to_micros(self._clock.now())
        with begin() as connection:
            feed_no = self.unit_of_work.write(connection, draft)
        self._conflicts = Conflicts()
        return Committed(feed_no, self._clock.now(), self._clock.monotonic() - started)

    async def changes_since(self, feed_no: int) -> Changes:
        """Incidents and signals that carry a higher feed number (below zero: all open incidents, no signals).

        After a `LedgerStale` it also holds the messages and incidents that stood in the way, whatever their number.
        """
        return await self.worker.run(lambda begin: self._changes(begin, feed_no))

    def _changes(self, begin: Begin, feed_no: int) -> Changes:
        with begin() as connection:
            head = self.unit_of_work.journal.lock(connection)
            return read_changes(connection, feed_no, head.feed_no, self._conflicts)

    async def recent_signals(self, since: datetime) -> Sequence[tuple[Signal, int | None, datetime | None]]:
        """Signals received after `since` with their incident and T3, oldest first."""

        def read(begin: Begin) -> Sequence[tuple[Signal, int | None, datetime | None]]:
            with begin() as connection:
                return read_recent(connection, since)

        return await self.worker.run(read)

    async def command_result(self, command_id: str) -> str | None:
        """The stored answer of a command that was carried out before, as JSON."""

        def read(begin: Begin) -> str | None:
            with begin() as connection:
                return read_command(connection, command_id)

        return await self.worker.run(read)

    async def epoch(self) -> str:
        """The store's name towards consoles: feed numbers of another epoch mean nothing here."""

        def read(begin: Begin) -> str:
            with begin() as connection:
                return self.unit_of_work.journal.lock(connection).epoch

        return await self.worker.run(read)

    async def close(self) -> None:
        """End the writer's thread, after what is already asked for."""
        await self.worker.close()


def _look(begin: Begin, batch: Batch) -> Conflicts:
    with begin() as connection:
        return find_conflicts(connection, batch)


def open_ledger(url: str, clock: Clock) -> SqlLedger:
    """The ledger of the store at `url`; it connects at its first use, so a store that is away is no error here.

    Raises:
        BadUrl: not a URL that alarmd can store at.
    """
    return SqlLedger(url, clock)
