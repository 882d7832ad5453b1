"""A console that stays away ten seconds loses its claims; one that comes back in time loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from alarmd.services.presence import ABSENT_S, Presence
from tests.fakes.clock import ManualClock


class Released(list[tuple[str, str]]):
    def __call__(self, operator: str, reason: str) -> int:
        self.append((operator, reason))
        return 1


class Watched:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.released = Released()
        self.presence = Presence(self.clock, self.released)


@pytest_asyncio.fixture
async def watched(no_task_left: None) -> AsyncIterator[Watched]:
    made = Watched()
    task = asyncio.create_task(made.presence.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_absence_counts_from_when_it_was_last_heard(watched: Watched) -> None:
    watched.presence.arrived("operator:7")
    await watched.clock.advance(4)
    watched.presence.left("operator:7", watched.clock.monotonic() - 4)
    await watched.clock.advance(5.9)
    assert watched.released == []
    await watched.clock.advance(0.2)
    assert watched.released == [("operator:7", "console_absent")]
    await watched.clock.advance(60)
    assert len(watched.released) == 1


async def test_coming_back_in_time_keeps_everything(watched: Watched) -> None:
    watched.presence.arrived("operator:7")
    watched.presence.left("operator:7", watched.clock.monotonic())
    await watched.clock.advance(ABSENT_S - 0.1)
    watched.presence.arrived("operator:7")
    await watched.clock.advance(60)
    assert watched.released == []
    assert watched.presence.is_here("operator:7")


async def test_the_last_console_of_an_operator_counts(watched: Watched) -> None:
    watched.presence.arrived("operator:7")
    watched.presence.arrived("operator:7")
    watched.presence.left("operator:7", watched.clock.monotonic())
    await watched.clock.advance(60)
    assert watched.released == []


async def test_everybody_who_is_due_is_released(watched: Watched) -> None:
    for operator in ("operator:7", "operator:8"):
        watched.presence.arrived(operator)
        watched.presence.left(operator, watched.clock.monotonic())
    await watched.clock.advance(11)
    assert {operator for operator, _ in watched.released} == {"operator:7", "operator:8"}
