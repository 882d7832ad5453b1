"""Stamps ride along and come back when the batch was not written."""

from __future__ import annotations

from dataclasses import replace

from alarmd.domain.ports import Batch, Notice, NoticeState
from alarmd.services.stamps import Stamps
from tests.fakes.clock import START
from tests.fakes.signals import after


def test_they_ride_along_and_come_back() -> None:
    stamps, batch = Stamps(), Batch(at=START, based_on=0)
    stamps.fold(1, 0)
    stamps.fold(1, 0)
    stamps.answer(1, START, 0)
    stamps.answer(1, after(9), 0)
    stamps.paint(2, START, 0)
    stamps.into(batch)
    assert not stamps
    assert (batch.folds, batch.answered, batch.painted) == ({1: 2}, {1: START}, {2: START})
    stamps.fold(1, 5)
    stamps.back_from(batch, 5)
    again = Batch(at=START, based_on=0)
    stamps.into(again)
    assert (again.folds, again.answered) == ({1: 3}, {1: START})


def test_they_wait_for_company_a_second() -> None:
    stamps = Stamps()
    assert not stamps.is_due(100)
    stamps.paint(1, START, 100)
    stamps.paint(2, START, 100.9)
    assert not stamps.is_due(100.9)
    assert stamps.is_due(101)
    assert stamps.drop() == 2
    assert not stamps.is_due(200)


def test_where_notices_stand_rides_along_and_the_latest_counts() -> None:
    stamps, batch = Stamps(), Batch(at=START, based_on=0)
    new, old = a_notice(9), a_notice(1)
    batch.notices.append(new)
    stamps.notice(replace(old, state=NoticeState.SENDING), 0)
    stamps.into(batch)
    assert [(n.id, n.state) for n in batch.notices] == [(9, "pending"), (1, "sending")]
    stamps.notice(replace(old, state=NoticeState.HANDED_OVER), 1)
    stamps.back_from(batch, 1)
    again = Batch(at=START, based_on=0)
    stamps.into(again)
    assert [(n.id, n.state) for n in again.notices] == [(1, "handed_over")]
    stamps.back_from(again, 2)
    assert stamps.drop() == 1


def a_notice(number: int) -> Notice:
    return Notice(
        id=number,
        incident_id=1,
        tenant_id=1,
        step=0,
        responder_id=3,
        target="x",
        link_token="t",
        created_at=START,
        expires_at=after(60),
    )
