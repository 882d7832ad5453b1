"""Times survive the store to the microsecond; a time without its zone never gets there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select

from alarmd.store.types import (
    JsonText,
    UtcMicros,
    facts_of,
    facts_text,
    from_micros,
    maybe_micros,
    maybe_time,
    to_micros,
)

engine = create_engine("sqlite://")
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=zones)  # noqa: DTZ001
table = Table(
    "moments", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcMicros), Column("more", JsonText)
)


@given(moments)
def test_any_moment_survives_to_the_microsecond(at: datetime) -> None:
    back = from_micros(to_micros(at))
    assert back == at
    assert back.utcoffset() == timedelta(0)


@given(st.datetimes())
def test_naive_times_are_refused(at: datetime) -> None:
    with pytest.raises(ValueError, match="naive"):
        to_micros(at)


@given(st.lists(moments | st.none(), max_size=5), st.dictionaries(st.text(), st.text()) | st.none())
def test_columns_give_back_what_they_got(times: list[datetime | None], more: dict[str, str] | None) -> None:
    with engine.begin() as connection:
        table.drop(connection, checkfirst=True)
        table.create(connection)
        for at in times:
            connection.execute(table.insert().values(at=at, more=more))
        found = connection.execute(select(table.c.at, table.c.more).order_by(table.c.id)).all()
    assert [row[0] for row in found] == times
    assert all(row[0] is None or row[0].tzinfo is UTC for row in found)
    assert all(row[1] == more for row in found)


def test_nothing_stays_nothing() -> None:
    assert maybe_micros(None) is None
    assert maybe_time(None) is None
    assert maybe_time(maybe_micros(from_micros(5))) == from_micros(5)


@given(st.dictionaries(st.text(), st.text()))
def test_facts_survive(facts: dict[str, str]) -> None:
    assert facts_of(facts_text(facts)) == facts
    assert facts_text({}) == ""
