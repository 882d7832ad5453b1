"""The line before the TLS door."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.handshakes import Gate


def test_in_the_order_of_arrival_and_never_too_many() -> None:
    gate, went = Gate(at_once=2), []
    for number in range(5):
        gate.enter(number, lambda n=number: went.append(n))
    assert (went, gate.inside, gate.waiting) == ([0, 1], 2, 3)
    gate.leave(3)
    gate.leave(0)
    gate.leave(0)
    assert went == [0, 1, 2]
    gate.leave(1)
    assert went == [0, 1, 2, 4]
    for number in range(5):
        gate.leave(number)
    assert (gate.inside, gate.waiting) == (0, 0)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9))))
def test_whatever_comes_and_goes_the_line_moves(steps: list[tuple[bool, int]]) -> None:
    gate = Gate(at_once=3)
    present: set[int] = set()
    for enters, who in steps:
        if enters and who not in present:
            present.add(who)
            gate.enter(who, lambda: None)
        elif not enters:
            present.discard(who)
            gate.leave(who)
        assert gate.inside == min(3, len(present))
        assert gate.inside + gate.waiting == len(present)


def test_one_that_fails_while_entering_lets_the_next_in() -> None:
    gate, went = Gate(at_once=1), []
    gate.enter("a", lambda: gate.leave("a"))
    gate.enter("b", lambda: went.append("b"))
    assert went == ["b"]
