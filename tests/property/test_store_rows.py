"""Domain objects come back from their rows as they went in."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import RowMapping, Table, create_engine, select

from alarmd.domain.incident import Incident, State
from alarmd.domain.ports import Notice, NoticeState
from alarmd.domain.signal import Flag, Kind, Lane, RetrySpan, Signal
from alarmd.domain.timeline import TimelineEntry
from alarmd.store import rows, tables
from alarmd.store.statements import Insert, Row

ids = st.integers(0, 2**63 - 1)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
times = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
maybe_times = times | st.none()
signals = st.builds(
    Signal, id=ids, door=words, source=words, address=words, tenant_id=ids, unit_id=ids | st.none(),
    subscriber_id=ids | st.none(), lane=st.sampled_from(Lane), kind=st.sampled_from(Kind), restore=st.booleans(),
    message_key=words, retry=st.builds(RetrySpan, st.floats(1, 600), st.booleans()), code=words, label_sv=words,
    label_en=words, peripheral=words, detail=st.dictionaries(words, words), flags=st.frozensets(st.sampled_from(Flag)),
    device_at=maybe_times, received_at=times, received_s=st.just(0.0), raw=st.binary(max_size=30),
)  # fmt: skip
incidents = st.builds(
    Incident, id=ids, tenant_id=ids, lane=st.sampled_from(Lane), state=st.sampled_from(State), subject=words,
    unit_id=ids | st.none(), subscriber_id=ids | st.none(), kind=st.sampled_from(Kind),
    kinds=st.lists(st.sampled_from(Kind), min_size=1).map(tuple), priority=st.integers(0, 100),
    presses=st.integers(0, 1000), signals=st.integers(0, 1000), opened_at=times, last_signal_at=times,
    deadline_at=maybe_times, where=words, label_sv=words, label_en=words, returned=st.booleans(),
    new_press=st.booleans(), owner=words, responder=words, step=st.integers(-1, 9),
    flags=st.lists(st.sampled_from(Flag).map(str)).map(tuple), claimed_at=maybe_times, voice_at=maybe_times,
    dispatched_at=maybe_times, accepted_at=maybe_times, on_site_at=maybe_times, closed_at=maybe_times, outcome=words,
)  # fmt: skip
entries = st.builds(
    TimelineEntry, id=ids, incident_id=ids, tenant_id=ids, at=times, what=words, actor=words, text=words,
    detail=st.dictionaries(words, words),
)  # fmt: skip
notices = st.builds(
    Notice, id=ids, incident_id=ids, tenant_id=ids, step=st.integers(0, 9), responder_id=ids, target=words,
    link_token=words, created_at=times, expires_at=times, state=st.sampled_from(NoticeState),
    attempts=st.integers(0, 99), next_at=maybe_times, result=words,
)  # fmt: skip


engine = create_engine("sqlite://")


def through(table: Table, row: Row) -> RowMapping:
    """The row, written by position and read by name."""
    with engine.begin() as connection:
        table.create(connection, checkfirst=True)
        connection.execute(table.delete())
        INSERTS[table.name].run(connection, [row])
        return connection.execute(select(table)).mappings().one()


INSERTS = {
    table.name: Insert(table, "sqlite") for table in (tables.signals, tables.incidents, tables.timeline, tables.notices)
}


@given(signals, ids | st.none())
def test_signals(signal: Signal, incident_id: int | None) -> None:
    same, payload = rows.signal_payload(signal)
    assert same is signal or "\\u0000" in str(signal)
    row = through(tables.signals, rows.signal_row(signal, incident_id, 3, 4, 5))
    assert rows.signal_of(row, payload) == signal
    assert rows.signal_of(row, None) == replace(signal, detail={}, raw=b"")
    assert (row["incident_id"], row["feed_no"], row["journal_seq"], row["folds"]) == (incident_id, 3, 4, 0)


@given(incidents)
def test_incidents(incident: Incident) -> None:
    assert rows.incident_of(through(tables.incidents, rows.incident_row(incident, 9))) == incident


@given(entries)
def test_timeline_entries(entry: TimelineEntry) -> None:
    same, payload = rows.entry_payload(entry)
    row = through(tables.timeline, rows.entry_row(same, 9))
    assert rows.entry_of(row, payload) == same
    assert rows.entry_of(row, None) == replace(same, text="")


@given(notices)
def test_notices_lose_their_token(notice: Notice) -> None:
    assert rows.notice_of(through(tables.notices, rows.notice_row(notice))) == replace(notice, link_token="")


@given(st.text())
def test_any_text_of_a_signal_becomes_storable(text: str) -> None:
    base = Signal(
        id=1, door="dc09", source="x", address=text, tenant_id=1, unit_id=None, subscriber_id=None, lane=Lane.TEST,
        kind=Kind.TEST, message_key=text, received_at=datetime(2026, 1, 1, tzinfo=UTC), received_s=0.0,
        detail={text: text},
    )  # fmt: skip
    signal, payload = rows.signal_payload(base)
    signal.address.encode()
    assert "\0" not in signal.address
    assert payload
    assert rows.signal_of(through(tables.signals, rows.signal_row(signal, None, 0, 1, 2)), payload) == signal


@given(times, st.floats(1, 600))
def test_a_span_is_as_long_as_the_retry_span(at: datetime, seconds: float) -> None:
    def bucket(moment: datetime) -> int:
        return rows.span_of(
            Signal(
                id=1, door="", source="", address="", tenant_id=1, unit_id=None, subscriber_id=None, lane=Lane.TEST,
                kind=Kind.TEST, message_key="", received_at=moment, received_s=0.0, retry=RetrySpan(seconds),
            )
        )  # fmt: skip

    assert bucket(at + timedelta(seconds=seconds, microseconds=1)) > bucket(at)


def test_every_field_of_an_incident_has_a_column() -> None:
    names = {"where": "place"}
    wanted = {names.get(field.name, field.name) for field in fields(Incident)} | {"feed_no"}
    assert wanted == {column.name for column in tables.incidents.columns}
