"""Rows of the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from alarmd.domain.signal import Flag, Kind
from alarmd.services.rows import RowMaker, fold, milliseconds
from tests.fakes.clock import START
from tests.fakes.web_parts import NAMES, FakeUnits, incident, signal

MAKER = RowMaker(FakeUnits(), NAMES)


def test_a_row_has_names_and_the_units_own_address() -> None:
    row = MAKER.row(incident(3, owner="operator:7", responder="responder:3", flags=("late",)))
    assert (row.tenant, row.unit, row.owner, row.owner_name) == ("Solbacka", "0003", "operator:7", "Karin Holm")
    assert (row.responder, row.flags, row.opened_ms) == ("Bo Ek", ["late"], milliseconds(START))


def test_an_unknown_sender_shows_what_it_calls_itself() -> None:
    row = MAKER.row(incident(3, unit_id=None, subject="sender:dc09:9911"))
    assert row.unit == "9911"
    assert MAKER.row(incident(3, unit_id=None, subject="sender:watch:outage:1:dc09:lost")).unit == ""


def test_a_row_without_names_shows_the_keys() -> None:
    row = RowMaker(FakeUnits(), {}).row(incident(owner="operator:7"))
    assert (row.owner_name, row.tenant) == ("operator:7", "")


def test_a_rename_says_what_changed() -> None:
    maker = RowMaker(FakeUnits(), NAMES)
    assert maker.rename(NAMES) == frozenset()
    assert maker.rename({**NAMES, "operator:7": "Karin Lund"}) == {"operator:7"}


def test_volatile_rows_fold_per_unit_and_show_the_worst_first() -> None:
    fire = signal(2, kind=Kind.FIRE, flags=frozenset({Flag.LATE}))
    again = replace(signal(11), unit_id=1, received_at=START + timedelta(seconds=3))
    stranger = replace(signal(12), unit_id=None, subscriber_id=None, address="77", kind=Kind.UNKNOWN)
    rows = [MAKER.volatile(group) for group in fold([signal(1), fire, again, stranger])]
    assert [(r.kind, r.presses, r.volatile) for r in rows] == [
        ("fire", 1, True),
        ("press", 2, True),
        ("unknown", 1, True),
    ]
    assert rows[0].flags == ["late"]
    assert (rows[1].id, rows[1].last_ms - rows[1].opened_ms, rows[1].where) == (1, 3000, "Solbacka, Ekvik")
