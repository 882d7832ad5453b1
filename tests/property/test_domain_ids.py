"""Ids only grow, whatever the clock does, and nodes never meet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.ids import IdMaker
from tests.fakes.clock import START


@given(st.lists(st.integers(-5_000, 5_000), min_size=2, max_size=50), st.integers(0, 0xFFFF))
def test_ids_grow_whatever_the_clock_does(steps: list[int], first: int) -> None:
    make = IdMaker(first=first)
    found = [make(START + timedelta(milliseconds=step)) for step in steps for _ in range(3)]
    assert found == sorted(set(found))
    assert all(0 < number < 1 << 63 for number in found)


def test_more_ids_in_a_millisecond_than_there_is_room_for_are_still_unique() -> None:
    make = IdMaker(first=0xFFF0)
    found = [make(START) for _ in range(70_000)]
    assert len(set(found)) == len(found)
    assert found == sorted(found)


def test_nodes_never_meet() -> None:
    one, two = IdMaker(node=1, first=0), IdMaker(node=2, first=0)
    assert not {one(START) for _ in range(1000)} & {two(START) for _ in range(1000)}
    with pytest.raises(ValueError, match="16"):
        IdMaker(node=16)


def test_the_time_is_in_the_id() -> None:
    assert IdMaker()(START) >> 20 == int(START.timestamp() * 1000)
