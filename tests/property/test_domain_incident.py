"""Promise 3 in the table: whatever happens, no open incident is without a way on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain import commands as c
from alarmd.domain.incident import OPEN_STATES, TRANSITIONS, State, changed
from tests.fakes.signals import incident

walks = st.lists(
    st.sampled_from(sorted({command for _, command in TRANSITIONS}, key=lambda k: k.__name__)), max_size=30
)


@given(walks)
def test_a_walk_never_leaves_the_states_and_closed_is_final(walk: list[type[c.Command]]) -> None:
    state = State.WAITING
    for command in walk:
        after = TRANSITIONS.get((state, command), state)
        if state is State.CLOSED:
            assert after is State.CLOSED
        state = after
    assert state in State


def test_every_open_state_can_fall_back_to_waiting_without_a_person() -> None:
    by_itself = {c.LeaseExpired, c.StepsExhausted, c.ArrivalExpired, c.Broken}
    for state in OPEN_STATES:
        assert any(TRANSITIONS.get((state, command)) is State.WAITING for command in by_itself)


def test_a_change_is_what_dataclasses_would_make_of_it() -> None:
    before = incident()
    assert changed(before, presses=7, owner="operator:1") == replace(before, presses=7, owner="operator:1")
    assert before.presses == 1
    with pytest.raises(TypeError):
        changed(before, colour="red")


def test_a_waiting_incident_cannot_be_closed_unseen() -> None:
    assert (State.WAITING, c.Close) not in TRANSITIONS
