"""Stamps ride along and come back when the batch was not written."""

from __future__ import annotations

from alarmd.domain.ports import Batch
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
