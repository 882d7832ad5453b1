"""Who is chosen stays chosen, whatever is lost, found or ticked around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.call_round import CallRound
from protocols.console_feed.messages import CallLine, Calls


def calls(*numbers: int, done: tuple[int, ...] = ()) -> Calls:
    return Calls(lines=[CallLine(unit_id=n, result="answered" if n in done else "") for n in numbers])


def test_it_begins_with_the_first_that_nobody_has_called() -> None:
    at = CallRound()
    assert at.line is None
    at.take(calls(1, 2, 3, done=(1,)))
    assert at.line is not None
    assert at.line.unit_id == 2


def test_the_chosen_household_stays_chosen() -> None:
    at = CallRound()
    at.take(calls(1, 2, 3))
    at.move(1)
    at.take(calls(9, 1, 8, 2, 3))
    assert at.line is not None
    assert at.line.unit_id == 2
    at.take(calls(9, 1, 8, 3))
    assert at.line.unit_id == 3


def test_after_a_tick_the_next_one_and_round_again() -> None:
    at = CallRound()
    at.take(calls(1, 2, 3, 4))
    at.move(2)
    at.take(calls(1, 2, 3, 4, done=(4,)))
    at.on()
    assert at.chosen == 0
    at.take(calls(1, 2, 3, 4, done=(1, 2, 3, 4)))
    at.on()
    assert at.chosen == 0


@given(st.lists(st.one_of(st.integers(-9, 9), st.lists(st.integers(1, 8), unique=True))))
def test_the_mark_is_always_on_a_line(events: list[int | list[int]]) -> None:
    at = CallRound()
    for event in events:
        at.move(event) if isinstance(event, int) else at.take(calls(*event))
        assert at.line is None or at.line in at.calls.lines
        assert 0 <= at.chosen <= max(0, len(at.calls.lines) - 1)
