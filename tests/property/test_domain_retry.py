"""Promise 4 on the axis of time: folded only inside the span."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.retry import UNANSWERED_LIMIT_S, Repeat, judge

times = st.floats(0, 5000, allow_nan=False)


@given(times, times)
def test_dc09_counts_from_the_first_frame(first: float, later: float) -> None:
    verdict = judge(60, False, first, None, first + later)
    assert verdict.folds == (first + later - first <= 60)


@given(times, times)
def test_an_answer_does_not_move_dc09s_span(first: float, later: float) -> None:
    assert judge(60, False, 0, later, first) is judge(60, False, 0, None, first)


@given(st.integers(0, 4000), st.integers(0, 4000), st.integers(1, 300))
def test_scaip_stays_open_until_the_answer_and_a_span_more(answered: int, later: int, span: int) -> None:
    verdict = judge(span, True, 0, answered, answered + later)
    assert verdict is (Repeat.SOON_AFTER_ANSWER if later <= span else Repeat.NEW_PRESS)


def test_a_unit_that_never_answers_is_not_folded_for_ever() -> None:
    assert judge(60, True, 0, None, UNANSWERED_LIMIT_S) is Repeat.BEFORE_ANSWER
    assert judge(60, True, 0, None, UNANSWERED_LIMIT_S + 1) is Repeat.NEW_PRESS
