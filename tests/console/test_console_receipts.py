from __future__ import annotations

from console.receipts import Receipts


def test_each_signal_is_sent_once_on_a_sound_connection() -> None:
    receipts = Receipts()
    receipts.add([3, 1])
    receipts.add([3])
    assert receipts.take() == [3, 1]
    assert receipts.take() == []


def test_what_a_break_may_have_lost_is_said_again() -> None:
    receipts = Receipts()
    receipts.add([1])
    receipts.take()
    receipts.heard()
    receipts.add([2])
    receipts.take()
    receipts.add([3])
    receipts.repeat()
    assert receipts.take() == [1, 2, 3]


def test_what_two_pings_have_followed_has_arrived() -> None:
    receipts = Receipts()
    receipts.add([1])
    receipts.take()
    receipts.heard()
    receipts.heard()
    receipts.repeat()
    assert receipts.take() == []
