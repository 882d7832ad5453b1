"""What `domain.ports.Ledger` promises, on both stores."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from alarmd.domain.incident import State
from alarmd.domain.ports import Batch, LedgerRefused, LedgerStale, LedgerUnavailable, Notice, NoticeState
from alarmd.domain.signal import Kind, Lane
from alarmd.store import rows
from alarmd.store.engine import reader_engine
from alarmd.store.tables import incidents, journal, journal_head, links, notices, signals
from alarmd.store.tables import timeline as timeline_table
from alarmd.store.writer import SqlLedger, open_ledger
from tests.contract.samples import a_signal, an_entry, an_incident, closing, joining, opening, presses
from tests.fakes.clock import START, ManualClock
from tests.fakes.loop import settle, turn


def ask(url: str, statement: object) -> list[tuple[object, ...]]:
    engine = reader_engine(url, size=1)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(statement)]  # type: ignore[call-overload]
    finally:
        engine.dispose()


async def test_a_new_store_holds_nothing(ledger: SqlLedger) -> None:
    changes = await ledger.changes_since(-1)
    assert (changes.feed_no, changes.incidents, changes.signals) == (0, (), ())
    assert len(await ledger.epoch()) == 16


async def test_what_is_committed_comes_back_as_it_was(ledger: SqlLedger, clock: ManualClock) -> None:
    signal = a_signal(1)
    incident = an_incident(50, signal)
    committed = await ledger.commit(opening(0, (signal, incident)))
    assert committed.feed_no == 1
    assert committed.durable_at == clock.now()
    changes = await ledger.changes_since(0)
    assert changes.feed_no == 1
    assert changes.incidents == (incident,)
    assert changes.signals == ((replace(signal, received_s=0.0), 50),)
    assert (await ledger.changes_since(-1)).incidents == (incident,)
    assert await ledger.changes_since(1) == replace(changes, incidents=(), signals=())


async def test_information_moves_the_journal_and_not_the_feed(ledger: SqlLedger, url: str) -> None:
    signal = a_signal(1, lane=Lane.INFORMATION, kind=Kind.PRESENCE)
    committed = await ledger.commit(Batch(at=START, based_on=0, signals=[(signal, None)]))
    assert committed.feed_no == 0
    assert ask(url, select(journal_head.c.seq, journal_head.c.feed_no)) == [(1, 0)]
    assert [s.id for s, _, _ in await ledger.recent_signals(START - timedelta(seconds=1))] == [1]
    assert await ledger.recent_signals(START + timedelta(seconds=1)) == []


@pytest.mark.parametrize("count", [1, 3, 4, 20, 64, 87])
async def test_any_number_of_signals_fits_in_one_batch(ledger: SqlLedger, url: str, count: int) -> None:
    await ledger.commit(presses(0, 1, count))
    assert ask(url, select(func.count()).select_from(signals)) == [(count,)]
    assert ask(url, select(func.count()).select_from(incidents)) == [(count,)]
    assert ask(url, select(func.max(journal.c.seq))) == [(count,)]
    await ledger.commit(presses(1, 500, 2))
    assert ask(url, select(journal_head.c.seq, journal_head.c.feed_no)) == [(count + 2, 2)]


async def test_a_batch_decided_on_an_old_feed_is_stale(ledger: SqlLedger, url: str) -> None:
    await ledger.commit(presses(0, 1, 1))
    with pytest.raises(LedgerStale):
        await ledger.commit(presses(0, 2, 1))
    assert ask(url, select(func.count()).select_from(signals)) == [(1,)]


async def test_a_message_that_is_stored_already_is_stale_and_then_known(ledger: SqlLedger) -> None:
    """Information moves no feed number, so only the conflict itself can tell this node of the message."""
    first = a_signal(1, lane=Lane.INFORMATION)
    await ledger.commit(Batch(at=START, based_on=0, signals=[(first, None)]))
    again = a_signal(2, lane=Lane.INFORMATION, message_key=first.message_key)
    with pytest.raises(LedgerStale):
        await ledger.commit(Batch(at=START, based_on=0, signals=[(again, None)]))
    assert [s.id for s, _ in (await ledger.changes_since(0)).signals] == [1]
    await ledger.commit(Batch(at=START, based_on=0, folds={1: 1}))
    assert (await ledger.changes_since(0)).signals == ()


async def test_the_same_key_after_its_span_is_a_new_message(ledger: SqlLedger, url: str) -> None:
    first = a_signal(1)
    incident = an_incident(50, first)
    await ledger.commit(opening(0, (first, incident)))
    later = a_signal(2, message_key=first.message_key, received_at=first.received_at + timedelta(seconds=60))
    await ledger.commit(joining(1, later, incident))
    assert ask(url, select(incidents.c.presses)) == [(2,)]


async def test_one_open_alarm_for_each_person(ledger: SqlLedger) -> None:
    first = a_signal(1)
    await ledger.commit(opening(0, (first, an_incident(50, first))))
    second = a_signal(2, subscriber_id=first.subscriber_id)
    with pytest.raises(LedgerStale):
        await ledger.commit(opening(1, (second, an_incident(51, second))))
    known = await ledger.changes_since(1)
    assert [incident.id for incident in known.incidents] == [50]
    technical = a_signal(3, subscriber_id=first.subscriber_id, lane=Lane.TECHNICAL, kind=Kind.BATTERY)
    await ledger.commit(opening(1, (technical, an_incident(52, technical))))


async def test_closing_and_opening_anew_fit_in_one_batch(ledger: SqlLedger) -> None:
    first = a_signal(1)
    incident = an_incident(50, first)
    await ledger.commit(opening(0, (first, incident)))
    second = a_signal(2, subscriber_id=first.subscriber_id)
    batch = opening(1, (second, an_incident(51, second)))
    batch.incidents.update(closing(1, incident).incidents)
    await ledger.commit(batch)
    assert [i.id for i in (await ledger.changes_since(-1)).incidents] == [51]


async def test_a_closed_incident_cannot_be_joined(ledger: SqlLedger, url: str) -> None:
    first = a_signal(1)
    incident = an_incident(50, first)
    await ledger.commit(opening(0, (first, incident)))
    await ledger.commit(closing(1, incident))
    with pytest.raises(LedgerStale):
        await ledger.commit(joining(2, a_signal(2), incident))
    assert ask(url, select(incidents.c.state, incidents.c.presses)) == [("closed", 1)]
    note = Batch(at=START, based_on=2, entries=[an_entry(9, incident, text="efteråt")])
    note.incidents[50] = replace(incident, state=State.CLOSED, outcome="other")
    await ledger.commit(note)


@pytest.mark.parametrize("known_to_have_only_grown", [False, True])
async def test_what_a_further_press_changes_is_written(
    ledger: SqlLedger, url: str, known_to_have_only_grown: bool
) -> None:
    first = a_signal(1)
    incident = an_incident(50, first)
    await ledger.commit(opening(0, (first, incident)))
    batch = joining(1, a_signal(2), incident)
    batch.incidents[50] = grown = replace(batch.incidents[50], kind=Kind.FIRE, priority=95, flags=("late", "replay"))
    if not known_to_have_only_grown:
        batch.grown.clear()
        batch.incidents[50] = grown = replace(grown, state=State.CLAIMED, owner="operator:7", subject="subscriber:77")
    await ledger.commit(batch)
    known = await ledger.changes_since(1)
    assert [i for i in known.incidents if i.id == 50] == [grown]


async def test_a_poison_signal_is_refused_and_costs_nobody_else(ledger: SqlLedger, url: str) -> None:
    batch = presses(0, 1, 100)
    poison = a_signal(7_000, unit_id=2**70)
    batch.signals.insert(50, (poison, None))
    with pytest.raises(LedgerRefused):
        await ledger.commit(batch)
    assert ask(url, select(func.count()).select_from(journal)) == [(0,)]
    batch.signals.remove((poison, None))
    await ledger.commit(batch)
    assert ask(url, select(func.count()).select_from(signals)) == [(100,)]


async def test_two_of_the_same_key_in_one_batch_are_refused(ledger: SqlLedger) -> None:
    one, two = a_signal(1, lane=Lane.TEST), a_signal(2, lane=Lane.TEST, message_key=a_signal(1).message_key)
    with pytest.raises(LedgerRefused):
        await ledger.commit(Batch(at=START, based_on=0, signals=[(one, None), (two, None)]))


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud800", "x\udcffy", "\\u0000"])
async def test_odd_text_from_a_unit_is_stored_not_refused(ledger: SqlLedger, odd: str) -> None:
    signal = a_signal(1, address=odd, code=odd, message_key=odd, detail={odd: odd}, label_sv=odd, subscriber_id=None)
    incident = an_incident(50, signal)
    await ledger.commit(opening(0, (signal, incident)))
    await ledger.commit(Batch(at=START, based_on=1, entries=[an_entry(3, incident, text=odd, reason=odd)]))
    ((stored, _),) = (await ledger.changes_since(0)).signals
    assert stored.raw == signal.raw
    assert stored.address in (
        odd,
        odd.replace("\x00", "\ufffd").replace("\ud800", "\ufffd").replace("\udcff", "\ufffd"),
    )


async def test_stamps_and_folds_are_kept(ledger: SqlLedger, url: str, clock: ManualClock) -> None:
    await ledger.commit(presses(0, 1, 3))
    clock.jump(0.5)
    answered = clock.now()
    await ledger.commit(
        Batch(at=START, based_on=1, answered={1: answered, 2: answered, 99: answered}, folds={2: 3, 3: 1})
    )
    await ledger.commit(Batch(at=START, based_on=1, painted={1: answered}, folds={2: 1}))
    await ledger.commit(Batch(at=START, based_on=1, painted={1: answered + timedelta(hours=1)}))
    columns = (signals.c.id, signals.c.durable_at, signals.c.answered_at, signals.c.painted_at, signals.c.folds)
    assert ask(url, select(*columns).order_by(signals.c.id)) == [
        (1, START, answered, answered, 0),
        (2, START, answered, None, 4),
        (3, START, None, None, 1),
    ]
    recent = await ledger.recent_signals(START)
    assert [at for _, _, at in recent] == [answered, answered, None]


async def test_t2_is_in_the_commit_itself(ledger: SqlLedger, url: str, clock: ManualClock) -> None:
    clock.jump(7)
    await ledger.commit(presses(0, 1, 2))
    assert ask(url, select(signals.c.durable_at)) == [(clock.now(),), (clock.now(),)], "before anything was answered"


async def test_t4_is_the_first_consoles_whichever_node_tells_first(ledger: SqlLedger, url: str) -> None:
    await ledger.commit(presses(0, 1, 1))
    seen = []
    for seconds in (5, 3, 4):
        await ledger.commit(Batch(at=START, based_on=1, painted={1: START + timedelta(seconds=seconds)}))
        seen += [row[0] - START for row in ask(url, select(signals.c.painted_at))]
    assert [span.total_seconds() for span in seen] == [5, 3, 3]


async def test_notices_commands_and_lines(ledger: SqlLedger, url: str) -> None:
    signal = a_signal(1)
    incident = an_incident(50, signal)
    batch = opening(0, (signal, incident))
    notice = Notice(
        id=5, incident_id=50, tenant_id=1, step=0, responder_id=3, target="json://localhost", link_token="hemlig",
        created_at=START, expires_at=START + timedelta(seconds=60),
    )  # fmt: skip
    batch.notices.append(notice)
    batch.command_ids.append(("c-1", '{"ok":true}'))
    batch.entries.append(an_entry(8, incident, "dispatched", "ring först", to="responder:3"))
    await ledger.commit(batch)
    sent = replace(notice, state=NoticeState.HANDED_OVER, attempts=1, link_token="", result="sent")
    await ledger.commit(Batch(at=START, based_on=1, notices=[sent]))
    assert ask(url, select(notices.c.state, notices.c.attempts)) == [("handed_over", 1)]
    assert [(bytes(row[0]), row[1]) for row in ask(url, select(links.c.token_hash, links.c.notice_id))] == [  # type: ignore[call-overload]
        (rows.token_hash("hemlig"), 5)
    ]
    assert await ledger.command_result("c-1") == '{"ok":true}'
    assert await ledger.command_result("c-2") is None
    assert ask(url, select(timeline_table.c.what, timeline_table.c.facts)) == [("dispatched", '{"to":"responder:3"}')]
    with pytest.raises(LedgerRefused):
        await ledger.commit(Batch(at=START, based_on=1, command_ids=[("c-1", "{}")]))


async def test_no_free_text_and_no_raw_bytes_outside_the_payload(ledger: SqlLedger, url: str) -> None:
    signal = a_signal(1, raw=b"RAWRAW", detail={"text": "FRITEXT"})
    incident = an_incident(50, signal)
    batch = opening(0, (signal, incident))
    batch.entries.append(an_entry(8, incident, text="FRITEXT"))
    await ledger.commit(batch)
    for table in (signals, incidents, timeline_table, journal):
        assert "FRITEXT" not in str(ask(url, select(table)))
        assert "RAWRAW" not in str(ask(url, select(table)))


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
async def test_two_writers_race_on_one_store(url: str, clock: ManualClock) -> None:
    """One chain, no feed number skipped, no press lost to a race with a closing."""
    first = a_signal(1)
    incident = an_incident(50, first)
    one, two = open_ledger(url, clock), open_ledger(url, clock)
    try:
        await one.commit(opening(0, (first, incident)))
        presser = asyncio.ensure_future(_press(two, 60))
        closings = await _close_until(one, presser)
        assert closings > 1
        stored = ask(
            url, select(signals.c.id, incidents.c.subject).join(incidents, incidents.c.id == signals.c.incident_id)
        )
        assert {row[0] for row in stored} == {1, *range(1_000, 1_060)}
        assert {row[1] for row in stored} == {incident.subject}
        found = ask(url, select(journal_head.c.seq, journal_head.c.feed_no))
        assert found == [(61, 1 + 60 + closings)]
    finally:
        await one.close()
        await two.close()


async def _press(ledger: SqlLedger, count: int) -> None:
    """Press again and again: join what is open, else open, and decide anew when another node was first."""
    for number in range(1_000, 1_000 + count):
        signal = a_signal(number, subscriber_id=1001)
        while True:
            now = await ledger.changes_since(-1)
            alarms = [i for i in now.incidents if i.subject == signal.subject]
            batch = (
                joining(now.feed_no, signal, alarms[0])
                if alarms
                else opening(now.feed_no, (signal, an_incident(number * 10, signal)))
            )
            try:
                await ledger.commit(batch)
                break
            except LedgerStale:
                continue


async def _close_until(ledger: SqlLedger, end: asyncio.Future[None]) -> int:
    """Close whatever is open until `end`; return how many closings were committed."""
    closings = 0
    while not end.done():
        now = await ledger.changes_since(-1)
        if not now.incidents:
            await settle()
            continue
        try:
            await ledger.commit(closing(now.feed_no, now.incidents[0]))
            closings += 1
        except LedgerStale:
            continue
    await end
    return closings


async def test_a_commit_whose_answer_was_lost_is_not_written_twice(ledger: SqlLedger, url: str) -> None:
    """The connection breaks after COMMIT: the same batch is tried again and is stale, then known."""
    signal = a_signal(1)
    batch = opening(0, (signal, an_incident(50, signal)))
    await ledger.commit(batch)
    with pytest.raises(LedgerStale):
        await ledger.commit(batch)
    with pytest.raises(LedgerStale):
        await ledger.commit(replace(batch, based_on=1))
    assert ask(url, select(func.count()).select_from(journal)) == [(1,)]


@pytest.mark.slow
async def test_a_locked_sqlite_file_is_unavailable_and_then_well_again(tmp_path_url: str, clock: ManualClock) -> None:
    ledger = open_ledger(tmp_path_url, clock)
    other = sqlite3.connect(tmp_path_url.removeprefix("sqlite:///"), isolation_level=None)
    try:
        await ledger.commit(presses(0, 1, 1))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnavailable, match="locked"):
            await ledger.commit(presses(1, 2, 1))
        other.execute("ROLLBACK")
        await ledger.commit(presses(1, 2, 1))
    finally:
        other.close()
        await ledger.close()


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
async def test_a_broken_connection_is_replaced(ledger: SqlLedger, url: str) -> None:
    await ledger.commit(presses(0, 1, 1))
    engine = reader_engine(url, size=1)
    with engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
                 "current_database()")
        )  # fmt: skip
    engine.dispose()
    with pytest.raises(LedgerUnavailable):
        await ledger.commit(presses(1, 2, 1))
    await ledger.commit(presses(1, 2, 1))


async def test_a_store_that_is_away_is_unavailable(tmp_path_url: str, clock: ManualClock) -> None:
    ledger = open_ledger(tmp_path_url.replace("alarmd.db", "nowhere/alarmd.db"), clock)
    with pytest.raises(LedgerUnavailable):
        await ledger.commit(presses(0, 1, 1))
    await ledger.close()


async def test_a_cancelled_wait_does_not_stop_the_commit(ledger: SqlLedger) -> None:
    waiting = asyncio.ensure_future(ledger.commit(presses(0, 1, 1)))
    await turn()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await ledger.changes_since(0)).feed_no == 1
    assert threading.active_count() >= 2
