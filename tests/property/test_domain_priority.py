"""The table of DESIGN §6, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.priority import priority, urgency
from alarmd.domain.signal import Kind, Lane


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("fire", 90), ("gas", 90), ("press", 80), ("fall", 80), ("threat", 80), ("unknown", 75), ("inactivity", 70)],
)
def test_the_table(kind: str, expected: int) -> None:
    assert priority(Lane.LIFE_SAFETY, Kind(kind), 1) == expected


def test_presses_add_five_each_up_to_fifteen() -> None:
    found = [priority(Lane.LIFE_SAFETY, Kind.PRESS, presses) for presses in (1, 2, 3, 4, 5, 100)]
    assert found == [80, 85, 90, 95, 95, 95]


@given(st.sampled_from(Kind), st.integers(0, 1000))
def test_technical_is_always_thirty_and_nothing_leaves_the_range(kind: Kind, presses: int) -> None:
    assert priority(Lane.TECHNICAL, kind, presses) == 30
    assert 30 < priority(Lane.LIFE_SAFETY, kind, presses) <= 105
    assert urgency(kind) >= 70
