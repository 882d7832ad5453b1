"""Keys are folded exactly as the rule says and forgotten when it no longer can."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.retry import UNANSWERED_LIMIT_S, judge
from alarmd.services.recent_keys import RecentKeys, Seen


@given(st.integers(0, 200), st.one_of(st.none(), st.integers(0, 200)), st.booleans(), st.lists(st.integers(0, 3000)))
def test_forgetting_changes_no_verdict(first: int, answered: int | None, from_answer: bool, looks: list[int]) -> None:
    keys = RecentKeys()
    keys.remember("k", Seen(1, 2, first, 60, from_answer))
    at = float(first)
    if answered is not None:
        at += answered
        keys.answered(1, at)
    answered_s = at if answered is not None else None
    for now in sorted(looks):
        if now < at:
            continue
        keys.forget_old(now)
        folds = judge(60, from_answer, first, answered_s, now).folds
        assert (keys.repeats("k", now) is not None) == folds


def test_everything_is_forgotten_in_the_end() -> None:
    keys = RecentKeys()
    for n in range(1000):
        keys.remember(str(n), Seen(n, None, n, 60, n % 2 == 0))
    keys.forget_old(1000 + UNANSWERED_LIMIT_S + 61)
    keys.forget_old(1000 + UNANSWERED_LIMIT_S + 3000)
    assert len(keys) == 0
    assert not keys._answered


def test_the_first_answer_counts() -> None:
    keys = RecentKeys()
    keys.remember("k", Seen(1, None, 0, 60, True))
    keys.answered(1, 10)
    keys.answered(1, 60)
    keys.answered(99, 1)
    assert keys.repeats("k", 70) is not None
    assert keys.repeats("k", 71) is None
