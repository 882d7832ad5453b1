"""Only changes are told."""

from __future__ import annotations

from devices.mqtt.conditions import Condition, Conditions


def test_a_change_is_told_once() -> None:
    known = Conditions()
    told = [
        known.changes("d", Condition.LINK, is_bad=bad, first_good=False) for bad in (True, True, False, False, True)
    ]
    assert told == [True, False, True, False, True]


def test_the_first_good_word_closes_what_was_open_before_our_start() -> None:
    assert Conditions().changes("d", Condition.LINK, is_bad=False, first_good=True)
    assert not Conditions().changes("d", Condition.LINK, is_bad=False, first_good=False)


def test_conditions_and_devices_are_apart_and_memory_is_bounded() -> None:
    known = Conditions(most=2)
    assert known.changes("a", Condition.LINK, is_bad=True, first_good=False)
    assert known.changes("a", Condition.BATTERY, is_bad=True, first_good=False)
    assert known.changes("b", Condition.LINK, is_bad=True, first_good=False)
    assert known.changes("a", Condition.LINK, is_bad=True, first_good=False)
