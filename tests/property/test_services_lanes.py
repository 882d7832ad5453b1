"""Promise 5: a storm of tests changes nothing for life-safety, and nobody starves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.config import Lanes as Sizes
from alarmd.domain.commands import Renew
from alarmd.domain.signal import Lane
from alarmd.services.lanes import AT_MOST, ORDERS_WAITING, SHED_FROM, Lanes, Message, Order
from tests.fakes.signals import signal


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def message(loop: asyncio.AbstractEventLoop, lane: Lane) -> Message:
    return Message([signal(lane=lane)], loop.create_future(), 0.0)


def position(items: list[object], lane: Lane) -> list[int]:
    return [n for n, item in enumerate(items) if isinstance(item, Message) and item.lane is lane]


@given(waiting=st.lists(st.sampled_from([*Lane, None]), max_size=400))
def test_life_safety_is_never_behind_any_other_lane(
    loop: asyncio.AbstractEventLoop, waiting: list[Lane | None]
) -> None:
    lanes = Lanes()
    for lane in waiting:
        if lane is None:
            lanes.put_order(Order("x", Renew(1, "operator:1"), 0.0))
        else:
            assert lanes.put(message(loop, lane))
    items: list[object] = list(lanes.take())
    life = position(items, Lane.LIFE_SAFETY)
    assert len(life) == waiting.count(Lane.LIFE_SAFETY)
    for lane in (Lane.TECHNICAL, Lane.INFORMATION, Lane.TEST):
        found = position(items, lane)
        assert len(found) == min(waiting.count(lane), AT_MOST[lane])
        assert not life or not found or max(life) < min(found)
    taken = len(items)
    while more := lanes.take():
        taken += len(more)
    assert taken == len(waiting)
    assert lanes.is_empty


def test_a_test_storm_adds_a_bounded_number_of_rows(loop: asyncio.AbstractEventLoop) -> None:
    lanes = Lanes()
    for _ in range(1000):
        lanes.put(message(loop, Lane.TEST))
    lanes.put(message(loop, Lane.LIFE_SAFETY))
    items: list[object] = list(lanes.take())
    assert position(items, Lane.LIFE_SAFETY) == [0]
    assert len(items) == 1 + AT_MOST[Lane.TEST]


def test_overload_sheds_information_then_test_then_technical_and_never_life_safety(
    loop: asyncio.AbstractEventLoop,
) -> None:
    lanes = Lanes(Sizes(life_safety=100, technical=1000, information=1000, test=1000))
    shed: list[Lane] = []
    for filled in range(100):
        for lane in (Lane.INFORMATION, Lane.TEST, Lane.TECHNICAL):
            if lane not in shed and filled >= SHED_FROM[lane] * 100:
                assert not lanes.put(message(loop, lane))
                shed.append(lane)
        assert lanes.put(message(loop, Lane.LIFE_SAFETY))
    assert shed == [Lane.INFORMATION, Lane.TEST, Lane.TECHNICAL]
    assert not lanes.put(message(loop, Lane.LIFE_SAFETY))


def test_a_full_lane_turns_only_its_own_away(loop: asyncio.AbstractEventLoop) -> None:
    lanes = Lanes(Sizes(test=2))
    assert [lanes.put(message(loop, Lane.TEST)) for _ in range(3)] == [True, True, False]
    assert lanes.put(message(loop, Lane.INFORMATION))
    assert lanes.depth(Lane.TEST) == 2


def test_a_message_goes_by_its_most_urgent_signal(loop: asyncio.AbstractEventLoop) -> None:
    mixed = Message([signal(lane=Lane.TEST), signal(lane=Lane.LIFE_SAFETY)], loop.create_future(), 0.0)
    assert mixed.lane is Lane.LIFE_SAFETY


def test_too_many_commands_are_refused_but_never_the_clocks() -> None:
    lanes = Lanes()
    command = Renew(1, "operator:1")
    assert all(lanes.put_order(Order("x", command, 0.0)) for _ in range(ORDERS_WAITING))
    assert not lanes.put_order(Order("x", command, 0.0))
    assert lanes.put_order(Order("", command, 0.0))


def test_what_is_settled_is_no_longer_in_flight(loop: asyncio.AbstractEventLoop) -> None:
    lanes = Lanes()
    first, second = message(loop, Lane.TEST), message(loop, Lane.TEST)
    second.key = first.key
    lanes.put(first)
    lanes.put(second)
    lanes.left(first)
    assert lanes.in_flight == {first.key: second}
    lanes.left(second)
    assert not lanes.in_flight
    lanes.put_back(first)
    assert lanes.take()[-1] is first
