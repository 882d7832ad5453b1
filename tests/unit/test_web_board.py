"""The units board: silent first, by page, from memory."""

from __future__ import annotations

from alarmd.services.rows import RowMaker
from alarmd.web.board import MOST_ON_A_PAGE, UnitsBoard
from tests.fakes.web_parts import NAMES, FakeSupervision, FakeUnits

UNITS = FakeUnits(12)
BOARD = UnitsBoard(UNITS, FakeSupervision(), RowMaker(UNITS, NAMES))


def test_silent_units_come_first_and_pages_do_not_overlap() -> None:
    pages = [BOARD.page(number, 5) for number in range(3)]
    order = [line.id for page in pages for line in page.units]
    assert order == [5, 9, 1, 2, 3, 4, 6, 7, 8, 10, 11, 12]
    assert [(p.total, p.silent, p.page, p.size) for p in pages] == [(12, 2, n, 5) for n in range(3)]
    assert (pages[0].units[0].supervision, pages[0].units[0].tenant) == ("lost", "Solbacka")


def test_words_choose_and_sizes_are_bounded() -> None:
    found = BOARD.page(0, 10, "EKVIK 001")
    assert [line.unit for line in found.units] == ["0001", "0010", "0011", "0012"]
    assert found.total == 4
    assert BOARD.page(-1, 10_000).size == MOST_ON_A_PAGE
    assert BOARD.page(99, 5).units == []


def test_one_unit_and_an_unknown_one() -> None:
    line = BOARD.line(9)
    assert line is not None
    assert line.supervision == "late"
    assert BOARD.line(99) is None
    assert BOARD.standing(None).state == ""
