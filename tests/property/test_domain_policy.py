"""Every open state has an end; a closed incident has none."""

from __future__ import annotations

import pytest

from alarmd.domain.incident import OPEN_STATES, State
from alarmd.domain.policy import DEFAULT, Policy, same_for_all
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
