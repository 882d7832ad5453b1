"""Percentiles within one per cent, against sorting."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.latencies import Latencies


@given(st.lists(st.floats(0.002, 60_000), min_size=1, max_size=200), st.sampled_from([1.0, 50.0, 90.0, 99.0, 100.0]))
def test_percentiles_are_right_to_one_per_cent(times: list[float], percent: float) -> None:
    found = Latencies()
    for ms in times:
        found.add(ms)
    exact = sorted(times)[ceil(len(times) * percent / 100) - 1]
    assert found.percentile(percent) == pytest.approx(exact, rel=0.011)
    assert found.max_ms == max(times)
    assert found.count == len(times)


def test_nothing_measured_and_nothing_at_all() -> None:
    found = Latencies()
    assert (found.percentile(99), found.max_ms, found.count) == (0.0, 0.0, 0)
    found.add(0.0)
    assert found.percentile(50) == 0.0
