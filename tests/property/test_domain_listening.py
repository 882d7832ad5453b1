"""Gaps are exactly the times that no listening interval covers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.listening import gaps, listened_s

spans = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 30)).map(lambda p: (float(p[0]), float(p[0] + p[1]))), max_size=8
)


@given(spans, st.integers(0, 60), st.integers(0, 80))
def test_every_second_is_either_heard_or_in_a_gap(found: list[tuple[float, float]], start: int, length: int) -> None:
    begin, end = float(start), float(start + length)
    away = gaps(found, begin, end)
    assert away == sorted(away)
    for second in range(start, start + length):
        middle = second + 0.5
        heard = any(a <= middle <= b for a, b in found)
        assert heard != any(a <= middle <= b for a, b in away)
    heard_s = sum(any(a <= s + 0.5 <= b for a, b in found) for s in range(start, start + length))
    assert listened_s(away, begin, end) == heard_s
