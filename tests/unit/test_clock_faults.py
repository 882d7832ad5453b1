"""The third wrong time in a row is taken."""

from __future__ import annotations

from devices.dc09.clock_faults import ClockFaults


def test_the_third_in_a_row_ends_patience_and_begins_anew() -> None:
    faults = ClockFaults()
    assert [faults.wrong("0123") for _ in range(4)] == [False, False, True, False]


def test_a_right_time_forgives() -> None:
    faults = ClockFaults()
    faults.wrong("0123")
    faults.wrong("0123")
    faults.right("0123")
    assert not faults.wrong("0123")


def test_accounts_do_not_share_their_count_and_are_few() -> None:
    faults = ClockFaults(most=2)
    for account in ("a", "b", "c"):
        assert not faults.wrong(account)
    assert not faults.wrong("a")
