"""Requests of ours: the table, its timers, and what a lossy network does to them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import (
    CLIENT_TRANSITIONS,
    ClientEvent,
    ClientState,
    ClientTransaction,
    ClientTransactions,
    Effect,
    UnknownTransitionError,
    build_response,
)
from protocols.sip.transaction import T4, TIMEOUT
from tests.unit.sip_samples import message


def test_a_silent_network_sees_the_pauses_of_the_standard() -> None:
    transaction = ClientTransaction(0.0, reliable=False)
    sent, now = [0.0], 0.0
    while (deadline := transaction.next_deadline) is not None:
        now = deadline
        effect = transaction.due(now)
        if effect is Effect.SEND:
            sent.append(now)
        else:
            assert effect is Effect.TIMED_OUT
    assert now == TIMEOUT == 32.0
    assert [b - a for a, b in pairwise(sent)] == [0.5, 1.0, 2.0] + [4.0] * 7


def test_nothing_is_repeated_on_a_reliable_transport() -> None:
    transaction = ClientTransaction(5.0, reliable=True)
    assert transaction.next_deadline == 37.0
    assert transaction.due(36.9) is Effect.NOTHING
    assert transaction.due(37.0) is Effect.TIMED_OUT
    answered = ClientTransaction(0.0, reliable=True)
    assert answered.response(200, 1.0) is Effect.ANSWERED
    assert answered.next_deadline == 1.0


def test_after_100_it_repeats_every_four_seconds() -> None:
    transaction = ClientTransaction(0.0, reliable=False)
    assert transaction.response(100, 0.1) is Effect.NOTHING
    assert transaction.due(0.5) is Effect.SEND
    assert transaction.next_deadline == 4.5


def test_a_late_wake_up_repeats_once() -> None:
    transaction = ClientTransaction(0.0, reliable=False)
    assert transaction.due(20.0) is Effect.SEND
    assert transaction.due(20.0) is Effect.NOTHING


def test_an_impossible_event_leaves_the_state_alone() -> None:
    transaction = ClientTransaction(0.0, reliable=False)
    with pytest.raises(UnknownTransitionError):
        transaction._move(ClientEvent.TIMER_K)
    assert transaction.state is ClientState.TRYING


STEP = st.one_of(
    st.tuples(st.just("response"), st.sampled_from([100, 180, 200, 404, 503])),
    st.tuples(st.just("wait"), st.floats(0, 40)),
    st.tuples(st.just("error"), st.just(0)),
)


@given(st.lists(STEP, max_size=25), st.booleans())
def test_every_walk_ends_once_and_stays_in_the_table(steps: list[tuple[str, float]], reliable: bool) -> None:
    transaction = ClientTransaction(0.0, reliable=reliable)
    now, ends = 0.0, 0
    for step, value in steps:
        before = transaction.state
        if step == "wait":
            now += value
            effect = transaction.due(now)
        elif step == "error":
            effect = transaction.transport_error()
        else:
            effect = transaction.response(int(value), now)
        ends += effect in (Effect.ANSWERED, Effect.TIMED_OUT, Effect.FAILED)
        assert effect is not Effect.SEND or not reliable
        moves = {after for (state, _), after in CLIENT_TRANSITIONS.items() if state is before}
        assert transaction.state is before or transaction.state in moves
        assert (transaction.next_deadline is None) == (transaction.state is ClientState.TERMINATED)
    assert ends <= 1
    for _ in range(30):
        if transaction.next_deadline is None:
            break
        ends += transaction.due(transaction.next_deadline) is Effect.TIMED_OUT
    assert transaction.state is ClientState.TERMINATED
    assert ends == 1


def test_the_table_knows_every_state() -> None:
    assert {state for state, _ in CLIENT_TRANSITIONS} == set(ClientState) - {ClientState.TERMINATED}


def test_responses_find_their_request_by_branch_and_method() -> None:
    table = ClientTransactions()
    first, second = message(branch="z9hG4bK-a"), message(branch="z9hG4bK-b")
    table.start(first, 0.0, reliable=False)
    table.start(second, 0.1, reliable=False)
    assert table.response(build_response(message(branch="z9hG4bK-x"), 200), 0.2) is None
    assert table.response(build_response(message("OPTIONS", branch="z9hG4bK-a"), 200), 0.2) is None
    assert table.response(build_response(second, 100), 0.2) is None
    assert table.response(build_response(second, 200), 0.3) is second
    assert table.response(build_response(second, 200), 0.4) is None
    assert table.due(0.4) == []
    assert table.due(0.5) == [(first, Effect.SEND)]
    assert table.transport_error(first)
    assert not table.transport_error(first)
    assert len(table) == 1
    assert table.due(0.3 + T4) == []
    assert len(table) == 0
    assert table.next_deadline is None


@given(st.lists(st.floats(0, 5), min_size=1, max_size=15), st.sets(st.integers(0, 14)))
def test_everyone_is_answered_or_timed_out(starts: list[float], answered: set[int]) -> None:
    table = ClientTransactions()
    requests = [message(branch=f"z9hG4bK-{n}") for n in range(len(starts))]
    now = 0.0
    for request, pause in zip(requests, starts, strict=True):
        now += pause
        table.start(request, now, reliable=False)
    for n in answered & set(range(len(requests))):
        assert table.response(build_response(requests[n], 202), now) is requests[n]
    lost = []
    while (deadline := table.next_deadline) is not None:
        now = max(now, deadline)
        lost += [request for request, effect in table.due(now) if effect is Effect.TIMED_OUT]
    assert {id(r) for r in lost} == {id(r) for n, r in enumerate(requests) if n not in answered}
    assert len(table) == 0
