"""What the writer reads back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from alarmd.domain.ports import Batch
from alarmd.domain.signal import Lane
from alarmd.domain.tie import SenderTie
from alarmd.store.engine import writer_engine
from alarmd.store.recall import Conflicts, find_conflicts, read_changes, read_command, read_recent
from alarmd.store.unit_of_work import prepare, unit_of_work
from tests.contract.samples import a_signal, an_incident, opening, presses
from tests.fakes.clock import START


def test_conflicts_are_found_by_key_by_id_and_by_subject(url: str) -> None:
    engine = writer_engine(url)
    batch = presses(0, 1, 3)
    with engine.begin() as connection:
        unit_of_work(engine.dialect.name).write(connection, prepare(batch))
    key = a_signal(90, message_key=a_signal(1).message_key)
    number = replace(a_signal(91), id=2)
    subject = a_signal(92, subscriber_id=a_signal(3).subscriber_id)
    with engine.begin() as connection:
        assert not find_conflicts(connection, presses(1, 200, 700))
        assert find_conflicts(connection, Batch(at=START, based_on=1, signals=[(key, None)])).signals == {1}
        assert find_conflicts(connection, Batch(at=START, based_on=1, signals=[(number, None)])).signals == {2}
        rival = opening(1, (subject, an_incident(77, subject)))
        assert find_conflicts(connection, rival) == Conflicts(frozenset(), frozenset({10_003}))
        same = opening(1, (a_signal(93), an_incident(10_001, a_signal(93))))
        assert find_conflicts(connection, same).incidents == {10_001}
    engine.dispose()


def test_ties_are_told_until_they_are_taken_back(url: str) -> None:
    engine = writer_engine(url)
    unit = unit_of_work(engine.dialect.name)
    tie = SenderTie(
        door="dc09", address="0704", tenant_id=2, subscriber_id=9, incident_id=10_001, actor="operator:7", at=START
    )
    gone = replace(tie, subscriber_id=None, at=START + timedelta(hours=1))
    with engine.begin() as connection:
        opened = presses(0, 1, 1)
        opened.ties.append(tie)
        unit.write(connection, prepare(opened))
        assert read_changes(connection, -1, 1, Conflicts()).ties == (tie,)
        assert read_changes(connection, 1, 1, Conflicts()).ties == ()
        later = presses(1, 2, 1)
        later.ties.append(gone)
        unit.write(connection, prepare(later))
        assert read_changes(connection, 1, 2, Conflicts()).ties == (gone,)
        assert read_changes(connection, -1, 2, Conflicts()).ties == ()
    engine.dispose()


def test_changes_hold_only_what_is_above_the_number(url: str) -> None:
    engine = writer_engine(url)
    unit = unit_of_work(engine.dialect.name)
    test_alarm = a_signal(50, lane=Lane.TEST)
    with engine.begin() as connection:
        unit.write(connection, prepare(presses(0, 1, 2)))
        unit.write(connection, prepare(presses(1, 10, 1)))
        unit.write(connection, prepare(Batch(at=START, based_on=2, signals=[(test_alarm, None)])))
    with engine.begin() as connection:
        changes = read_changes(connection, 1, 2, Conflicts())
        assert [i.id for i in changes.incidents] == [10_010]
        assert [(s.id, incident) for s, incident in changes.signals] == [(10, 10_010)]
        blocked = read_changes(connection, 2, 2, Conflicts(frozenset({50}), frozenset({10_001})))
        assert [i.id for i in blocked.incidents] == [10_001]
        assert list(blocked.signals) == [(replace(test_alarm, received_s=0.0), None)]
        everything = read_changes(connection, -1, 2, Conflicts())
        assert [i.id for i in everything.incidents] == [10_001, 10_002, 10_010]
        assert everything.signals == ()
        assert [s.id for s, _, _ in read_recent(connection, START + timedelta(microseconds=2))] == [10, 50]
        assert read_command(connection, "unknown") is None
    engine.dispose()
