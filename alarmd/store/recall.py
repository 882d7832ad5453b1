"""What the writer reads back on its own connection: the changes of others, the last signals, what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Select, or_, select, tuple_
from sqlalchemy.sql import ColumnElement

from alarmd.domain.ports import Batch, Changes
from alarmd.domain.signal import Signal
from alarmd.domain.tie import SenderTie
from alarmd.store import rows
from alarmd.store.tables import IS_OPEN, IS_OPEN_ALARM, commands, incidents, journal_payload, sender_ties, signals

T = TypeVar("T")
SOME = 500
"""Ids in one IN list; SQLite and people both lose patience with longer ones."""


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What is in the store already and keeps a batch out: its messages and its incidents."""

    signals: frozenset[int] = frozenset()
    incidents: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.signals or self.incidents)


def signals_with_payload() -> Select[tuple[object, ...]]:
    """Signals beside their payload (None when it was erased), without an order."""
    return select(signals, journal_payload.c.payload).outerjoin(
        journal_payload, journal_payload.c.seq == signals.c.journal_seq
    )


def read_changes(connection: Connection, feed_no: int, current: int, known: Conflicts) -> Changes:
    """What carries a feed number above `feed_no`, and what stood in the way of the last batch.

    Below zero: all open incidents, and no signals.
    """
    wanted: ColumnElement[bool] = IS_OPEN if feed_no < 0 else incidents.c.feed_no > feed_no
    if known.incidents:
        wanted = or_(wanted, incidents.c.id.in_(sorted(known.incidents)))
    found = connection.execute(select(incidents).where(wanted).order_by(incidents.c.id)).mappings()
    changed = tuple(rows.incident_of(row) for row in found)
    messages: tuple[tuple[Signal, int | None], ...] = ()
    if feed_no >= 0 or known.signals:
        messages = _read_signals(connection, feed_no, known)
    return Changes(current, changed, messages, _read_ties(connection, feed_no))


def _read_ties(connection: Connection, feed_no: int) -> tuple[SenderTie, ...]:
    """What was tied or untied since; in the beginning, what is tied."""
    holds = sender_ties.c.subscriber_id.is_not(None)
    wanted: ColumnElement[bool] = holds if feed_no < 0 else sender_ties.c.feed_no > feed_no
    found = connection.execute(select(sender_ties).where(wanted).order_by(sender_ties.c.feed_no)).mappings()
    return tuple(rows.tie_of(row) for row in found)


def _read_signals(connection: Connection, feed_no: int, known: Conflicts) -> tuple[tuple[Signal, int | None], ...]:
    conditions: list[ColumnElement[bool]] = []
    if known.signals:
        conditions.append(signals.c.id.in_(sorted(known.signals)))
    if feed_no >= 0:
        conditions.append(signals.c.incident_id.is_not(None) & (signals.c.feed_no > feed_no))
    statement = signals_with_payload().where(or_(*conditions)).order_by(signals.c.id)
    return tuple(
        (rows.signal_of(row, row["payload"]), row["incident_id"]) for row in connection.execute(statement).mappings()
    )


def read_recent(connection: Connection, since: datetime) -> Sequence[tuple[Signal, int | None, datetime | None]]:
    """Signals received after `since`, in order, with their incident and T3."""
    statement = signals_with_payload().where(signals.c.received_at > since).order_by(signals.c.id)
    return [
        (rows.signal_of(row, row["payload"]), row["incident_id"], row["answered_at"])
        for row in connection.execute(statement).mappings()
    ]


def read_command(connection: Connection, command_id: str) -> str | None:
    """The stored answer of a command."""
    return connection.execute(select(commands.c.result).where(commands.c.id == command_id)).scalar_one_or_none()


def find_conflicts(connection: Connection, batch: Batch) -> Conflicts:
    """Which rows of the store a unique index held against this batch."""
    found_signals: set[int] = set()
    for some in _pieces([s for s, _ in batch.signals]):
        keys = [(s.message_key, rows.span_of(s)) for s in some]
        same = tuple_(signals.c.message_key, signals.c.span).in_(keys) | signals.c.id.in_([s.id for s in some])
        found_signals.update(connection.execute(select(signals.c.id).where(same)).scalars())
    found_incidents: set[int] = set()
    for some_opened in _pieces([batch.incidents[number] for number in batch.opened if number in batch.incidents]):
        there = incidents.c.id.in_([i.id for i in some_opened])
        rival = IS_OPEN_ALARM & incidents.c.subject.in_([i.subject for i in some_opened])
        found_incidents.update(connection.execute(select(incidents.c.id).where(or_(there, rival))).scalars())
    return Conflicts(frozenset(found_signals), frozenset(found_incidents))


def _pieces(items: list[T]) -> list[list[T]]:
    return [items[at : at + SOME] for at in range(0, len(items), SOME)]
