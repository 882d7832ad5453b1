"""The status numbers of the sheet, and which of them send a unit to its other receiver."""

from __future__ import annotations

from protocols.sos_access import TEXTS, Status


def test_every_status_of_the_sheet_has_its_number_and_a_plain_text() -> None:
    assert sorted(Status) == [0, 1, 2, 3, 4, 5, 7, 9, 10, 98, 99, 100, 101]
    assert set(TEXTS) == set(Status)
    assert all(text.isascii() for text in TEXTS.values())


def test_a_unit_fails_over_on_two_of_them() -> None:
    assert [status for status in Status if status.calls_for_other_receiver] == [5, 99]
