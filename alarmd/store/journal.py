"""The journal in use: verifying the whole chain, erasing what must be forgotten, anchoring the head.

A chain shows every change inside it but not a tail that was cut off, hence the anchors: the head's hash, written
hourly to a file that lives elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, delete, func, select

from alarmd.store.chain import GENESIS, Entry, link, payload_digest
from alarmd.store.engine import is_sqlite
from alarmd.store.tables import incidents, journal, journal_head, journal_payload, signals, timeline
from alarmd.store.types import to_micros
from alarmd.store.unit_of_work import unit_of_work

PIECE = 2_000
Progress = Callable[[int, int], None]


class JournalError(Exception):
    """What was asked of the journal cannot be done; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first number at which the journal is not as it was written."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """A payload that was erased on purpose: its number, what it was, when and why it went."""

    seq: int
    ref: str
    at: datetime
    reason: str


@dataclass(slots=True)
class Report:
    """What verifying found. `fault` is None when the chain is whole; `anchors` counts the anchor lines that agreed."""

    rows: int = 0
    head: str = ""
    anchors: int = 0
    erasures: list[Erasure] = field(default_factory=list)
    fault: Fault | None = None


def verify(engine: Engine, anchors: Path | None = None, progress: Progress | None = None) -> Report:
    """Read the whole journal from its first row to the head and check every hash, digest and anchor.

    Args:
        engine: a reader's engine; the daemon may go on writing meanwhile.
        anchors: the anchor file, if it should be compared too.
        progress: called with rows checked and rows in all.
    """
    with engine.begin() as connection:
        head = connection.execute(select(journal_head.c.seq, journal_head.c.hash)).one()
        last = connection.execute(select(func.coalesce(func.max(journal.c.seq), 0))).scalar_one()
    walk = _Walk(dict(_read_anchors(anchors)) if anchors is not None else {})
    for rows in _pieces(engine, head.seq):
        for row in rows:
            if not walk.step(row):
                return walk.report
        if progress is not None:
            progress(walk.report.rows, head.seq)
    if walk.seq != head.seq or walk.hash != bytes(head.hash):
        walk.fail(walk.seq + 1, f"the tail is cut off: the head says {head.seq} rows, the last row is {last}")
        return walk.report
    return walk.finish()


class _Walk:
    """One pass over the chain; remembers what it needs to judge payloads that are gone."""

    def __init__(self, anchors: dict[int, str]) -> None:
        self.report = Report()
        self.seq, self.hash = 0, GENESIS
        self._anchors = anchors
        self._gone: set[int] = set()
        self._erased: set[int] = set()
        self._kept: set[int] = set()

    def step(self, row: Row[Any]) -> bool:
        """Check one row; False when it is not as it was written."""
        why = self._judge(row)
        if why is not None:
            self.fail(self.seq + 1, why)
            return False
        self.seq, self.hash = row.seq, bytes(row.hash)
        self.report.rows += 1
        self.report.head = self.hash.hex()
        if row.payload is None:
            self._gone.add(row.seq)
        if row.kind == "erased":
            self._note_erasure(row)
        return True

    def _judge(self, row: Row[Any]) -> str | None:
        if row.seq != self.seq + 1:
            return f"rows {self.seq + 1} to {row.seq - 1} are missing"
        if bytes(row.prev_hash) != self.hash:
            return "it does not continue the row before it"
        digest = bytes(row.payload_digest)
        expected = link(self.hash, digest, row.seq, to_micros(row.at), row.tenant_id, row.kind, row.ref)
        if expected != bytes(row.hash):
            return "its hash does not agree with its fields"
        if row.payload is not None and payload_digest(bytes(row.salt), bytes(row.payload)) != digest:
            return "its payload was changed"
        anchor = self._anchors.pop(row.seq, None)
        if anchor is not None:
            if anchor != bytes(row.hash).hex():
                return "its hash does not agree with the anchor file"
            self.report.anchors += 1
        return None

    def _note_erasure(self, row: Row[Any]) -> None:
        seq = int(row.ref.removeprefix("journal:") or 0)
        facts = {} if row.payload is None else msgspec.json.decode(row.payload, type=dict[str, str])
        self._erased.add(seq)
        self.report.erasures.append(Erasure(seq, facts.get("ref", ""), row.at, facts.get("reason", "")))

    def finish(self) -> Report:
        """Judge what only the whole shows: payloads gone without an erasure, anchors beyond the end."""
        stolen = self._gone - self._erased
        if stolen:
            self.fail(min(stolen), "its payload is gone, and nobody erased it")
        elif self._erased - self._gone:
            self.fail(min(self._erased - self._gone), "its payload was erased and is there again")
        elif self._anchors:
            self.fail(self.seq + 1, f"the tail is cut off: the anchor file knows row {max(self._anchors)}")
        return self.report

    def fail(self, seq: int, why: str) -> None:
        """The journal is not as it was written."""
        self.report.fault = Fault(seq, why)


def _pieces(engine: Engine, last: int) -> Iterator[list[Row[Any]]]:
    after = 0
    joined = journal.outerjoin(journal_payload, journal_payload.c.seq == journal.c.seq)
    wanted = select(journal, journal_payload.c.salt, journal_payload.c.payload).select_from(joined)
    while True:
        window = journal.c.seq.between(after + 1, last)
        with engine.begin() as connection:
            rows = list(connection.execute(wanted.where(window).order_by(journal.c.seq).limit(PIECE)))
        if not rows:
            return
        yield rows
        after = rows[-1].seq


def erase(engine: Engine, ref: str, *, reason: str, actor: str, at: datetime) -> int:
    """Forget salt and payload of what `ref` names, append an `erased` row for each, and return how many went.

    Args:
        engine: a writer's engine.
        ref: `signal:1`, `entry:2`, `incident:3` (its signals and lines) or `subscriber:4` (all of a person).
        reason: why, kept in the journal for ever: no name in it.
        actor: who asked for it.
        at: when.

    Raises:
        JournalError: the reference cannot be read, or nothing of it is left to erase.
    """
    payload = msgspec.json.encode({"ref": ref, "reason": reason, "actor": actor})
    if is_sqlite(engine):
        with engine.connect() as connection:
            return _erase_sqlite(connection, ref, at, payload)
    with engine.begin() as connection:
        return _erase(connection, ref, at, payload)


def _erase_sqlite(connection: Connection, ref: str, at: datetime, payload: bytes) -> int:
    """Erase, and overwrite what was erased in the file and in the write-ahead log too."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA secure_delete=ON")
    with connection.begin():
        erased = _erase(connection, ref, at, payload)
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return erased


def _erase(connection: Connection, ref: str, at: datetime, payload: bytes) -> int:
    writer = unit_of_work(connection.dialect.name).journal
    head = writer.lock(connection)
    named = _sequences(connection, ref)
    left = select(journal_payload.c.seq, journal_payload.c.tenant_id).where(journal_payload.c.seq.in_(sorted(named)))
    found = connection.execute(left.order_by(journal_payload.c.seq)).all()
    if not found:
        raise JournalError(f"nothing of {ref} is left to erase")
    connection.execute(delete(journal_payload).where(journal_payload.c.seq.in_([row.seq for row in found])))
    entries = [Entry(to_micros(at), row.tenant_id, "erased", f"journal:{row.seq}", payload) for row in found]
    writer.append(connection, head, entries)
    return len(found)


def _sequences(connection: Connection, ref: str) -> set[int]:
    """The journal's numbers of what `ref` names."""
    kind, _, text = ref.partition(":")
    if not text.isascii() or not text.isdigit():
        raise JournalError(f"'{ref}' is not a reference: write signal:1, entry:2, incident:3 or subscriber:4")
    number = int(text)
    of_person = select(incidents.c.id).where(incidents.c.subscriber_id == number)
    statements = {
        "signal": [select(signals.c.journal_seq).where(signals.c.id == number)],
        "entry": [select(timeline.c.journal_seq).where(timeline.c.id == number)],
        "incident": [
            select(signals.c.journal_seq).where(signals.c.incident_id == number),
            select(timeline.c.journal_seq).where(timeline.c.incident_id == number),
        ],
        "subscriber": [
            select(signals.c.journal_seq).where(signals.c.subscriber_id == number),
            select(signals.c.journal_seq).where(signals.c.incident_id.in_(of_person)),
            select(timeline.c.journal_seq).where(timeline.c.incident_id.in_(of_person)),
        ],
    }
    if kind not in statements:
        raise JournalError(f"'{ref}' is not a reference: write signal:1, entry:2, incident:3 or subscriber:4")
    return {seq for statement in statements[kind] for seq in connection.execute(statement).scalars()}


def anchor(engine: Engine, path: Path, at: datetime) -> str:
    """Append the head to the anchor file, flushed, and return the line: time, number, hash.

    Raises:
        OSError: the file cannot be written.
    """
    with engine.begin() as connection:
        head = connection.execute(select(journal_head.c.seq, journal_head.c.hash)).one()
    line = f"{at.isoformat(timespec='seconds')} {head.seq} {bytes(head.hash).hex()}"
    with path.open("a", encoding="ascii") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    return line


def _read_anchors(path: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise JournalError(f"the anchor file {path} cannot be read ({error})") from None
    for number, line in enumerate(lines, 1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) != 3 or not parts[1].isdigit():
            raise JournalError(f"the anchor file {path} cannot be read in line {number}")
        if int(parts[1]) > 0:
            yield int(parts[1]), parts[2]
