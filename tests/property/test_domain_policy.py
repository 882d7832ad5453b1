"""Every open state has an end; a closed incident has none."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.incident import OPEN_STATES, State
from alarmd.domain.policy import BOUNDS, DEFAULT, Policy, same_for_all, with_own
from alarmd.domain.signal import Lane


@pytest.mark.parametrize("lane", [Lane.LIFE_SAFETY, Lane.TECHNICAL])
def test_every_open_state_has_an_end(lane: Lane) -> None:
    for state in OPEN_STATES:
        seconds = DEFAULT.seconds_in(state, lane)
        assert seconds is not None
        assert seconds > 0
    assert DEFAULT.seconds_in(State.CLOSED, lane) is None


def test_the_times_of_the_design() -> None:
    found = (DEFAULT.answer_s, DEFAULT.lease_s, DEFAULT.acceptance_s, DEFAULT.arrival_s, DEFAULT.new_press_pause_s)
    assert found == (30, 120, 60, 1800, 600)


def test_one_policy_for_all() -> None:
    policy = Policy(answer_s=5)
    assert same_for_all(policy)(7) is policy


def test_every_time_has_bounds_and_the_standard_is_within_them() -> None:
    assert set(BOUNDS) == set(asdict(DEFAULT))
    assert with_own(Policy(answer_s=7), asdict(DEFAULT)) == DEFAULT


@given(
    st.dictionaries(st.sampled_from([*BOUNDS, "colour"]), st.one_of(st.floats(), st.booleans(), st.text(), st.none()))
)
def test_a_tenants_own_times_are_never_out_of_bounds(own: dict[str, object]) -> None:
    for name, seconds in asdict(with_own(DEFAULT, own)).items():
        low, high = BOUNDS[name]
        assert low <= seconds <= high
