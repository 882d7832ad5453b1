"""Limits at the door, and answers that keep their order."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from devices.listener import ConnectionCount, Hourly, OrderedAnswers, RateGate, Rejects
from tests.fakes.centre import NOON


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
    assert b"".join(sent) == b"01345"
    assert answers.waiting == 0


def test_the_last_answer_owed_leaves_at_once_and_earlier_ones_leave_together() -> None:
    sent: list[bytes] = []
    turns: list[Callable[[], None]] = []
    answers = OrderedAnswers(sent.append, turns.append)
    first, second, third = (answers.place() for _ in range(3))
    first(b"1")
    second(b"2")
    assert (sent, len(turns)) == ([], 1)
    turns.pop()()
    assert sent == [b"12"]
    third(b"3")
    assert sent == [b"12", b"3"]


def test_what_waits_for_its_turn_leaves_before_a_later_answer() -> None:
    sent: list[bytes] = []
    turns: list[Callable[[], None]] = []
    answers = OrderedAnswers(sent.append, turns.append)
    first, second = answers.place(), answers.place()
    first(b"1")
    second(b"2")
    turns.pop()()
    assert sent == [b"12"]


def test_an_answer_given_twice_is_heard_once_and_silence_is_heard_too() -> None:
    sent: list[bytes] = []
    answers = OrderedAnswers(sent.append)
    heard: list[int] = []
    answers.after = lambda: heard.append(answers.waiting)
    first, second = answers.place(), answers.place()
    first(b"")
    first(b"1")
    second(b"2")
    assert sent == [b"2"]
    assert heard == [1, 0]


def test_an_empty_bucket_says_how_long_to_wait() -> None:
    bucket = RateGate(rate=10, burst=2).bucket("x")
    assert [bucket.wait_s(5.0) for _ in range(3)] == [0.0, 0.0, 0.1]
    assert bucket.wait_s(5.25) == 0.0


def test_rejects_are_bounded_in_number_and_size_and_never_printed() -> None:
    rejects = Rejects(most=2, most_bytes=3)
    for number in range(3):
        rejects.keep(NOON, f"h:{number}", "noise", b"Astrid")
    assert [(kept.source, kept.raw) for kept in rejects.latest()] == [("h:2", b"Ast"), ("h:1", b"Ast")]
    assert "Ast" not in repr(rejects.latest())


def test_a_matter_is_told_once_an_hour_and_again_when_it_was_over() -> None:
    hourly = Hourly(span_s=3600.0, most=2)
    assert [hourly.due(("a",), at) for at in (0.0, 3599.0, 3600.0)] == [True, False, True]
    assert hourly.over(("a",))
    assert not hourly.over(("a",))
    assert hourly.due(("a",), 3601.0)


def test_told_matters_are_few() -> None:
    hourly = Hourly(most=2)
    assert [hourly.due((name,), 0.0) for name in ("a", "b", "c", "a")] == [True, True, True, True]
