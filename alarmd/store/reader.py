"""The register on the readers' engine: every read in a small pool of threads, never on the loop or the hot path."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from alarmd.domain.incident import Incident
from alarmd.domain.outage import Standing
from alarmd.domain.ports import LedgerUnavailable, Notice
from alarmd.domain.unit import AlarmUnit
from alarmd.services.register import LinkRecord, OnCall, OperatorRecord, Session
from alarmd.store import call_round, cards, listings, search
from alarmd.store.chain import Entry
from alarmd.store.engine import READERS, reader_engine
from alarmd.store.tables import incidents
from alarmd.store.tables_registry import operators, sessions
from alarmd.store.tenant_times import read_times
from alarmd.store.types import to_micros
from alarmd.store.unit_of_work import unit_of_work
from alarmd.store.unit_words import keep_words
from alarmd.store.worker import Begin, Worker
from alarmd.store.writer import SqlLedger
from protocols.console_feed.messages import Calls, Card, Found, Person

P = ParamSpec("P")
T = TypeVar("T")
_FORGOTTEN = timedelta(days=1)


class SqlRegister:
    """Implements `services.register.Register`. Every call may raise LedgerUnavailable.

    The few things it writes (sessions, openings of cards) go through the ledger's own thread, so that a login never
    competes with an alarm for the store's lock.
    """

    def __init__(self, url: str, writer: Worker | None = None) -> None:
        self._engine = reader_engine(url)
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="alarmd-reader")
        self._writer = writer or Worker(url)
        self._owns_writer = writer is None

    async def close(self) -> None:
        """Close the connections and end the threads."""
        self._pool.shutdown()
        self._engine.dispose()
        if self._owns_writer:
            await self._writer.close()

    async def _read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def read() -> T:
            try:
                with self._engine.begin() as connection:
                    return work(connection, *args, **kwargs)
            except SQLAlchemyError as error:
                raise LedgerUnavailable(type(error).__name__) from error

        return await asyncio.get_running_loop().run_in_executor(self._pool, read)

    async def _write(self, work: Callable[[Connection], None]) -> None:
        def write(begin: Begin) -> None:
            with begin() as connection:
                work(connection)

        await self._writer.run(write)

    async def units(self) -> Sequence[AlarmUnit]:
        """All units, for the index in memory."""
        return await self._read(listings.read_units)

    async def version(self) -> int:
        """A number that grows when units, people or operators were changed."""
        return await self._read(listings.read_version)

    async def names(self) -> Mapping[str, str]:
        """`tenant:1`, `operator:7`, `responder:3` to the names shown on the board."""
        return await self._read(listings.read_names)

    async def times(self) -> Mapping[int, Mapping[str, object]]:
        """By tenant id, what a tenant has chosen for itself."""
        return await self._read(read_times)

    async def card(self, incident: Incident) -> Card:
        """The card of an incident: people, place, timeline and the last five incidents; its row is bare."""

        def read(connection: Connection) -> Card:
            return cards.read_card(connection, incident, listings.read_names(connection))

        return await self._read(read)

    async def outage(self, incident_id: int) -> Standing:
        """Which units the outage of this incident holds."""
        return await self._read(call_round.read_outage, incident_id)

    async def calls(self, incident: Incident) -> Calls:
        """The call-round of an outage, the whole of it."""

        def read(connection: Connection) -> Calls:
            return call_round.read_calls(connection, incident.id, listings.read_names(connection))

        return await self._read(read)

    async def person(self, subscriber_id: int) -> Person | None:
        """A person with contact persons in the order to call."""
        return await self._read(cards.read_person, subscriber_id)

    async def tenant_of(self, subscriber_id: int) -> int | None:
        """The municipality of a person; None when there is no such person."""
        return await self._read(listings.read_tenant_of, subscriber_id)

    async def search(self, text: str, limit: int = 30) -> Sequence[Found]:
        """People and units by name, number, phone or address, in any case."""
        return await self._read(search.search, text, limit)

    async def incident(self, incident_id: int) -> Incident | None:
        """One incident, open or closed."""
        return await self._read(listings.read_incident, incident_id)

    async def incidents(self, *, open_only: bool, limit: int, before: int | None = None) -> Sequence[Incident]:
        """Incidents, newest first, below id `before`."""
        return await self._read(listings.read_incidents, open_only, limit, before)

    async def signals(self, *, unit: str | None, limit: int, after: int | None = None) -> Sequence[Mapping[str, Any]]:
        """Stored signals with their stamps (aware UTC), newest first, above id `after`; `unit` is an address."""
        return await self._read(listings.read_signals, unit, limit, after)

    async def painted_among(self, signal_ids: Sequence[int]) -> Sequence[int]:
        """Those of these signals that some console has painted (T4 is stored)."""
        return await self._read(listings.read_painted_among, signal_ids)

    async def operator(self, username: str) -> OperatorRecord | None:
        """The operator with that user name."""
        return await self._read(listings.read_operator, username)

    async def session(self, token_hash: bytes) -> Session | None:
        """The session of a token of an active operator; the caller checks `expires_at`."""
        return await self._read(listings.read_session, token_hash)

    async def open_session(self, operator_id: int, token_hash: bytes, expires_at: datetime) -> None:
        """Keep a session; the operator's sessions that ended more than a day before it are forgotten."""

        def write(connection: Connection) -> None:
            old = sessions.c.expires_at < expires_at - _FORGOTTEN
            connection.execute(delete(sessions).where(sessions.c.operator_id == operator_id, old))
            tenant_id = select(operators.c.tenant_id).where(operators.c.id == operator_id).scalar_subquery()
            connection.execute(
                insert(sessions).values(
                    token_hash=token_hash, tenant_id=tenant_id, operator_id=operator_id, expires_at=expires_at
                )
            )

        await self._write(write)

    async def revoke_session(self, token_hash: bytes) -> None:
        """Forget a session."""
        await self._write(lambda connection: _forget(connection, token_hash))

    async def on_call(self, tenant_id: int, at: datetime) -> Sequence[OnCall]:
        """Who is on shift at `at`, in the order to tell them."""
        return await self._read(listings.read_on_call, tenant_id, at)

    async def told(self, incident_id: int) -> Sequence[int]:
        """Responders whom the call-out has told since it was last dispatched, in order (ids)."""
        return await self._read(listings.read_told, incident_id)

    async def keep_words(self, unit_id: int, words: Mapping[str, str | None]) -> None:
        """Write words on a unit, None takes one away."""
        await self._write(lambda connection: keep_words(connection, unit_id, words))

    async def link(self, token_hash: bytes) -> LinkRecord | None:
        """What a one-time link points at."""
        return await self._read(listings.read_link, token_hash)

    async def open_notices(self) -> Sequence[Notice]:
        """Notices that are pending or sending; `link_token` is empty: commit them with a new one before sending."""
        return await self._read(listings.read_open_notices)

    async def journal_opening(self, incident_id: int, actor: str, what: str, at: datetime) -> None:
        """Note in the journal that a person's card was opened."""
        payload = msgspec.json.encode({"incident_id": incident_id, "actor": actor, "what": what})

        def write(connection: Connection) -> None:
            journal = unit_of_work(connection.dialect.name).journal
            head = journal.lock(connection)
            tenant_id = connection.execute(
                select(incidents.c.tenant_id).where(incidents.c.id == incident_id)
            ).scalar_one_or_none()
            entry = Entry(to_micros(at), tenant_id or 0, "opened", f"incident:{incident_id}", payload)
            journal.append(connection, head, [entry])

        await self._write(write)


def _forget(connection: Connection, token_hash: bytes) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def open_register(url: str, ledger: SqlLedger | None = None) -> SqlRegister:
    """The register of the store at `url`; hand over the ledger where there is one, so that they share its thread.

    Raises:
        BadUrl: not a URL that alarmd can store at.
    """
    return SqlRegister(url, ledger.worker if ledger is not None else None)
