"""One batch in one transaction: journal first, then what it journals, then the head that both hang on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, text, update

from alarmd.domain.ports import Batch, LedgerStale
from alarmd.domain.signal import Signal
from alarmd.domain.timeline import TimelineEntry
from alarmd.store import rows, tables
from alarmd.store.chain import Entry, Head, extend
from alarmd.store.statements import Insert, Row, Stamps, compiled, direct, others
from alarmd.store.types import to_micros

_INDEXED = ("lane", "state", "subject")
_GROWING = tuple(name for name in others(tables.incidents) if name not in _INDEXED)
"""What one more signal or note changes: no other index than the feed's has to be written for it."""


@dataclass(slots=True)
class Draft:
    """A batch made ready before the transaction begins, so that the writer's lock is held for the writing alone.

    Attributes:
        journal: what will be journalled: the signals first, then the timeline entries.
        at: T2 of its signals, microseconds since 1970.
    """

    batch: Batch
    journal: list[Entry] = field(default_factory=list)
    signals: list[tuple[Signal, int | None]] = field(default_factory=list)
    entries: list[TimelineEntry] = field(default_factory=list)
    at: int = 0

    @property
    def moves_feed(self) -> bool:
        """True when a console must hear of this batch."""
        return bool(self.batch.incidents) or any(incident is not None for _, incident in self.batch.signals)


def prepare(batch: Batch) -> Draft:
    """Encode the payloads of a batch."""
    draft = Draft(batch)
    at = to_micros(batch.at)
    for given, incident_id in batch.signals:
        signal, payload = rows.signal_payload(given)
        draft.signals.append((signal, incident_id))
        draft.journal.append(Entry(at, signal.tenant_id, "signal", f"signal:{signal.id}", payload))
    for line in batch.entries:
        entry, payload = rows.entry_payload(line)
        draft.entries.append(entry)
        draft.journal.append(Entry(at, entry.tenant_id, "entry", f"entry:{entry.id}", payload))
    return draft


class JournalWriter:
    """The chain's end: locks it, continues it. Every unit of work that journals goes through here."""

    def __init__(self, dialect: str) -> None:
        head = tables.journal_head
        self._journal = Insert(tables.journal, dialect)
        self._payload = Insert(tables.journal_payload, dialect)
        self._lock = compiled(select(head.c.seq, head.c.hash, head.c.feed_no, head.c.epoch).with_for_update(), dialect)
        self._move = compiled(
            update(head).values(seq=bindparam("a"), hash=bindparam("b"), feed_no=bindparam("c")), dialect
        )

    def lock(self, connection: Connection) -> Head:
        """The head, held until the transaction ends (SQLite holds its writer's lock already)."""
        row: Any = direct(connection, self._lock, read=True)
        return Head(row[0], bytes(row[1]), row[2], row[3])

    def append(self, connection: Connection, head: Head, entries: list[Entry], feed_no: int | None = None) -> int:
        """Journal the entries behind `head` and return the number of the last; `feed_no` moves the feed as well."""
        feed_no = head.feed_no if feed_no is None else feed_no
        page = extend(head, entries)
        self._journal.run(connection, page.journal)
        self._payload.run(connection, page.payload)
        if entries or feed_no != head.feed_no:
            direct(connection, self._move, (page.seq, page.hash, feed_no))
        return page.seq


@cache
def unit_of_work(dialect: str) -> UnitOfWork:
    """The unit of work of a kind of store, made once: compiling its statements takes a good part of a second."""
    return UnitOfWork(dialect)


class UnitOfWork:
    """Writes drafts. It keeps nothing between them but the compiled statements."""

    def __init__(self, dialect: str) -> None:
        self.journal = JournalWriter(dialect)
        still_open = text("incidents.state <> 'closed'")
        self._signals = Insert(tables.signals, dialect)
        self._opened = Insert(tables.incidents, dialect)
        self._joined = Insert(tables.incidents, dialect, others(tables.incidents), still_open)
        self._grown = Insert(tables.incidents, dialect, _GROWING, still_open)
        self._changed = Insert(tables.incidents, dialect, others(tables.incidents))
        self._timeline = Insert(tables.timeline, dialect)
        not_older = text("excluded.attempts >= notices.attempts")
        self._notices = Insert(tables.notices, dialect, others(tables.notices), not_older)
        self._links = Insert(tables.links, dialect, ())
        self._commands = Insert(tables.commands, dialect)
        self._ties = Insert(tables.sender_ties, dialect, others(tables.sender_ties))
        self._answered = Stamps(dialect, "answered_at = coalesce(signals.answered_at, given.a)")
        earlier = "CASE WHEN given.a < signals.painted_at THEN given.a ELSE coalesce(signals.painted_at, given.a) END"
        self._painted = Stamps(dialect, f"painted_at = {earlier}")
        self._folds = Stamps(dialect, "folds = signals.folds + given.a")

    def write(self, connection: Connection, draft: Draft) -> int:
        """Write the draft and return the feed number it carries.

        Raises:
            LedgerStale: the feed has moved on, or a joined incident is closed by now.
        """
        batch = draft.batch
        head = self.journal.lock(connection)
        if head.feed_no != batch.based_on:
            raise LedgerStale(f"the feed stands at {head.feed_no}, the batch was decided at {batch.based_on}")
        feed_no = head.feed_no + 1 if draft.moves_feed else head.feed_no
        self.journal.append(connection, head, draft.journal, feed_no)
        first = head.seq + 1
        self._write_incidents(connection, batch, feed_no)
        self._signals.run(
            connection,
            [
                rows.signal_row(s, incident, feed_no, first + i, draft.at)
                for i, (s, incident) in enumerate(draft.signals)
            ],
        )
        first += len(draft.signals)
        self._timeline.run(connection, [rows.entry_row(entry, first + i) for i, entry in enumerate(draft.entries)])
        self._write_notices(connection, batch)
        self._ties.run(connection, [rows.tie_row(tie, feed_no) for tie in batch.ties])
        at = to_micros(batch.at)
        self._commands.run(connection, [(name, result, at) for name, result in batch.command_ids])
        self._write_stamps(connection, draft)
        return feed_no

    def _write_incidents(self, connection: Connection, batch: Batch, feed_no: int) -> None:
        groups: dict[Insert, list[Row]] = {self._joined: [], self._grown: [], self._changed: [], self._opened: []}
        for number, incident in batch.incidents.items():
            groups[self._way_of(number, batch)].append(rows.incident_row(incident, feed_no))
        # A closing leaves its subject's place in the unique index before an opening takes it.
        for way, given in groups.items():
            if way.run(connection, given) != len(given) and way in (self._joined, self._grown):
                raise LedgerStale("an incident that was to be joined is closed")

    def _way_of(self, number: int, batch: Batch) -> Insert:
        if number in batch.opened:
            return self._opened
        if number not in batch.joined:
            return self._changed
        return self._grown if number in batch.grown else self._joined

    def _write_notices(self, connection: Connection, batch: Batch) -> None:
        self._notices.run(connection, [rows.notice_row(notice) for notice in batch.notices])
        self._links.run(
            connection,
            [(rows.token_hash(n.link_token), n.tenant_id, n.id) for n in batch.notices if n.link_token],
        )

    def _write_stamps(self, connection: Connection, draft: Draft) -> None:
        batch = draft.batch
        self._answered.run(connection, [(number, to_micros(at), None) for number, at in batch.answered.items()])
        self._painted.run(connection, [(number, to_micros(at), None) for number, at in batch.painted.items()])
        self._folds.run(connection, [(number, count, None) for number, count in batch.folds.items()])
