"""Taking a notice to send it: one node has it, the others pass over it (`SKIP LOCKED`, DESIGN §6)."""

from __future__ import annotations

from sqlalchemy import select, update

from alarmd.domain.ports import Notice
from alarmd.store.rows import token_hash
from alarmd.store.statements import Insert
from alarmd.store.tables import IS_UNSENT, links, notices
from alarmd.store.worker import Begin, Worker


class SqlNotices:
    """Works through the ledger's own thread, so that a call-out never competes with an alarm for the store's lock."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._links = Insert(links, worker.engine.dialect.name, ())

    async def take(self, sending: Notice) -> bool:
        """Make durable that `sending` goes out now, with its link; false when another node knows a later attempt of it.

        Raises:
            LedgerUnavailable: the store is away.
        """
        as_we_know_it = (notices.c.id == sending.id) & (notices.c.attempts == sending.attempts - 1) & IS_UNSENT
        free = select(notices.c.id).where(as_we_know_it).with_for_update(skip_locked=True)
        taken = (
            update(notices)
            .where(notices.c.id == sending.id)
            .values(
                state=sending.state.value,
                attempts=sending.attempts,
                next_at=sending.next_at,
                result=sending.result,
            )
        )

        def write(begin: Begin) -> bool:
            with begin() as connection:
                if connection.execute(free).scalar_one_or_none() is None:
                    return False
                connection.execute(taken)
                self._links.run(connection, [(token_hash(sending.link_token), sending.tenant_id, sending.id)])
                return True

        return await self._worker.run(write)
