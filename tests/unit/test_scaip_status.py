"""Status numbers."""

from __future__ import annotations

from protocols.scaip import StatusNumber


def test_the_numbers_of_the_sheet() -> None:
    assert sorted(StatusNumber) == [0, 1, 2, 3, 4, 5, 6, 7, 10, 99]
    assert [s.name for s in StatusNumber if s.ends_session] == ["HANDLED", "NOT_TREATED", "BUSY"]
