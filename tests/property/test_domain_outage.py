"""What counts as many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.outage import MEMBER, begins, is_over, standing
from tests.fakes.signals import after, signal


@pytest.mark.parametrize(
    ("lost", "supervised", "expected"),
    [(20, 100_000, False), (21, 100_000, True), (4, 10, False), (5, 100, False), (6, 100, True), (5, 99, True)],
)
def test_more_than_twenty_or_five_percent(lost: int, supervised: int, expected: bool) -> None:
    assert begins(lost, supervised) is expected


@given(st.integers(1, 1000), st.integers(0, 1000))
def test_it_ends_when_nearly_all_are_back(at_worst: int, still: int) -> None:
    assert is_over(still, at_worst) == (still * 10 <= at_worst)
    assert is_over(0, at_worst)


@given(st.lists(st.tuples(st.integers(1, 6), st.booleans())))
def test_its_signals_tell_which_units_it_holds(told: list[tuple[int, bool]]) -> None:
    signals = [
        signal(detail={MEMBER: str(number)}, restore=back, received_at=after(second))
        for second, (number, back) in enumerate(told)
    ]
    found = standing([signal(detail={MEMBER: "x"}), *signals, signal(detail={})])
    last = dict(told)
    assert set(found.lost) == {number for number, back in last.items() if not back}
    assert found.ever == len(last)
    assert len(found.lost) <= found.at_worst <= found.ever
    times = list(found.lost.values())
    assert times == sorted(times)
