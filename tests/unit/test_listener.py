"""Limits at the door, and answers that keep their order."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from devices.listener import ConnectionCount, OrderedAnswers, RateGate


def test_a_noisy_source_is_slowed_and_the_others_are_not() -> None:
    gate = RateGate(rate=10, burst=5)
    assert [gate.admits("noisy", 0.0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert gate.admits("quiet", 0.0)
    assert gate.admits("noisy", 0.1)
    assert not gate.admits("noisy", 0.1)


def test_rate_zero_lets_everything_pass() -> None:
    gate = RateGate(rate=0, burst=1)
    assert all(gate.admits("x", 0.0) for _ in range(100))


def test_the_longest_unheard_source_is_forgotten_first() -> None:
    gate = RateGate(rate=0.001, burst=1, sources=2)
    assert gate.admits("a", 0.0)
    assert gate.admits("b", 0.0)
    assert gate.admits("c", 0.0)
    assert gate.admits("a", 0.0)


def test_connections_are_limited_in_all_and_for_each_source() -> None:
    count = ConnectionCount(most=3, most_per_source=2)
    assert [count.admits("a") for _ in range(3)] == [True, True, False]
    assert count.admits("b")
    assert not count.admits("c")
    count.leave("a")
    assert count.admits("c")


@given(st.permutations(range(6)))
def test_answers_leave_in_the_order_of_the_questions(order: list[int]) -> None:
    sent: list[bytes] = []
    answers = OrderedAnswers(sent.append)
    places: list[Callable[[bytes], None]] = [answers.place() for _ in range(6)]
    for i in order:
        places[i](b"" if i == 2 else str(i).encode())
    assert sent == [b"0", b"1", b"3", b"4", b"5"]
    assert answers.waiting == 0
