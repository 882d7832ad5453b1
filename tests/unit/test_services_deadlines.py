"""The flat array proposes exactly the units whose time has come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alarmd.services.deadlines import FOREVER, NEVER, Deadlines

beats = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 500)), max_size=60)


@given(beats, st.integers(0, 700))
def test_due_is_who_has_been_silent_too_long(found: list[tuple[int, int]], now: int) -> None:
    deadlines, last = Deadlines(), dict[int, int]()
    for n in range(10):
        assert deadlines.add(10.0 * n if n else FOREVER) == n
    for slot, at in sorted(found, key=lambda beat: beat[1]):
        deadlines.beat(slot, at)
        last[slot] = at
    assert deadlines.due(now) == sorted(slot for slot, at in last.items() if slot and at + 10 * slot <= now)
    assert deadlines.heard == set(last)
    assert deadlines.heard_since(100) == sorted(slot for slot, at in last.items() if at >= 100)


def test_slots_are_used_again_and_the_arrays_grow() -> None:
    deadlines = Deadlines()
    slots = [deadlines.add(60) for _ in range(3000)]
    assert slots == list(range(3000))
    deadlines.beat(2999, 5)
    deadlines.state[2999] = 3
    deadlines.remove(2999)
    assert len(deadlines) == 2999
    assert deadlines.add(60) == 2999
    assert deadlines.last[2999] == NEVER
    assert deadlines.in_state(3) == []
    assert deadlines.due(1e12) == []
    assert deadlines.count([0, 1, 2, 3]) == [3000, 0, 0, 0]


def test_a_healthy_unit_that_beats_needs_no_decision() -> None:
    deadlines = Deadlines(healthy=1)
    slot = deadlines.add(60)
    deadlines.state[slot] = 1
    deadlines.beat(slot, 5)
    assert not deadlines.heard
    assert deadlines.due(65) == [slot]
    deadlines.look_at(slot, 100)
    assert deadlines.due(99) == []


def test_a_changed_profile_counts_from_the_last_contact() -> None:
    deadlines = Deadlines()
    never, heard = deadlines.add(60), deadlines.add(60)
    deadlines.beat(heard, 100)
    for slot in (never, heard):
        deadlines.expect_within(slot, 10)
    assert deadlines.due(110) == [heard]


def test_the_longest_silent_come_first() -> None:
    deadlines = Deadlines()
    for at in (30, 10, 20):
        slot = deadlines.add(60)
        deadlines.beat(slot, at)
        deadlines.state[slot] = 2
    assert deadlines.in_state(2) == [1, 2, 0]


def test_a_unit_costs_at_most_thirty_two_bytes() -> None:
    assert Deadlines().bytes_per_slot <= 32
