"""The flat array proposes exactly the units whose time has come."""

from __future__ import annotations

from random import Random

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


@given(st.integers(20, 90_000), st.lists(st.integers(1, 200), max_size=5), st.integers(0, 2**32))
def test_the_usual_interval_is_learned_whatever_it_began_with(interval: int, presses: list[int], seed: int) -> None:
    deadlines, random = Deadlines(), Random(seed)
    slot, now = deadlines.add(FOREVER), 0.0
    for gap in [*presses, *(interval * random.uniform(0.95, 1.05) for _ in range(150)), 5 * interval, 1]:
        now += gap
        deadlines.beat(slot, now)
    assert 0.75 <= deadlines.usual[slot] / interval <= 1.35


def test_a_slot_that_is_used_again_has_learned_nothing() -> None:
    deadlines = Deadlines()
    slot = deadlines.add(60)
    assert deadlines.bytes_per_slot <= 32
    for now in (0, 60, 120):
        deadlines.beat(slot, now)
    assert deadlines.usual[slot] > 0
    deadlines.remove(slot)
    assert deadlines.usual[deadlines.add(60)] == 0
