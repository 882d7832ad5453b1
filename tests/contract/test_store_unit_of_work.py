"""One batch is one transaction: whatever fails in it, nothing of it stays."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from alarmd.domain.ports import Batch, LedgerStale
from alarmd.store.engine import writer_engine
from alarmd.store.tables import incidents, journal, journal_head, journal_payload, signals, timeline
from alarmd.store.unit_of_work import prepare, unit_of_work
from tests.contract.samples import a_signal, an_entry, an_incident, closing, joining, opening, presses
from tests.fakes.clock import START


def test_drafts_journal_signals_first_then_lines() -> None:
    signal = a_signal(1)
    incident = an_incident(50, signal)
    batch = opening(0, (signal, incident))
    batch.entries.append(an_entry(8, incident))
    draft = prepare(batch)
    assert [entry.ref for entry in draft.journal] == ["signal:1", "entry:8"]
    assert draft.moves_feed
    assert not prepare(Batch(at=START, based_on=0, folds={1: 1})).moves_feed


def test_statements_are_compiled_once() -> None:
    assert unit_of_work("sqlite") is unit_of_work("sqlite")


def test_nothing_of_a_stale_batch_stays(url: str) -> None:
    engine = writer_engine(url)
    unit = unit_of_work(engine.dialect.name)
    first = a_signal(1)
    incident = an_incident(50, first)
    with engine.begin() as connection:
        assert unit.write(connection, prepare(opening(0, (first, incident)))) == 1
    with engine.begin() as connection:
        unit.write(connection, prepare(closing(1, incident)))
    late = joining(2, a_signal(2), incident)
    late.entries.append(an_entry(8, incident))
    with pytest.raises(LedgerStale), engine.begin() as connection:
        unit.write(connection, prepare(late))
    with engine.begin() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar()
            for table in (journal, journal_payload, signals, incidents, timeline)
        ]
        assert counts == [1, 1, 1, 1, 0]
        assert connection.execute(select(journal_head.c.seq, journal_head.c.feed_no)).one() == (1, 2)
    engine.dispose()


def test_signals_and_lines_point_at_their_journal_rows(url: str) -> None:
    engine = writer_engine(url)
    unit = unit_of_work(engine.dialect.name)
    batch = presses(0, 1, 5)
    batch.entries.append(an_entry(8, batch.incidents[10_001]))
    with engine.begin() as connection:
        unit.write(connection, prepare(batch))
    with engine.begin() as connection:
        pairs = select(journal.c.ref, signals.c.id).join(signals, signals.c.journal_seq == journal.c.seq)
        assert all(ref == f"signal:{number}" for ref, number in connection.execute(pairs))
        line = select(journal.c.ref).join(timeline, timeline.c.journal_seq == journal.c.seq)
        assert connection.execute(line).scalars().all() == ["entry:8"]
    engine.dispose()
