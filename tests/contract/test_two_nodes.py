"""Two nodes on one PostgreSQL: one chain, no gap in the feed, no press lost to a race, no message twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from alarmd.domain.commands import Claim, Close, Outcome
from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Kind, Lane
from alarmd.store.engine import reader_engine
from alarmd.store.journal import verify
from alarmd.store.tables import incidents, journal_head, signals
from alarmd.store.writer import open_ledger
from alarmd.system_clock import SystemClock
from tests.fakes.loop import turn, until
from tests.fakes.services import Centre
from tests.fakes.signals import of_unit, signal

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("url", ["postgres"], indirect=True)]
PRESSES = 60


@pytest_asyncio.fixture
async def nodes(url: str) -> AsyncIterator[tuple[Centre, Centre]]:
    """Two centres with memories of their own, which follow each other."""
    clock: Any = SystemClock()
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(2):
            ledger: Any = open_ledger(url, clock)
            stack.push_async_callback(ledger.close)
            centre = Centre(clock=clock, ledger=ledger)
            await centre.load()
            centre.start()
            centre.tasks.append(asyncio.ensure_future(centre.commits.follow(0.02)))
            stack.push_async_callback(centre.stop)
            made.append(centre)
        yield made[0], made[1]


def ask(url: str, statement: Any) -> list[Any]:
    engine = reader_engine(url, size=1)
    try:
        with engine.connect() as connection:
            return list(connection.execute(statement).all())
    finally:
        engine.dispose()


async def press(centre: Centre, first: int) -> list[int]:
    """Presses of five persons, in turn; returns the ids of the answered ones."""
    done = []
    for number in range(first, first + PRESSES):
        one = of_unit(number % 5 + 1, centre.clock, id=number, message_key=f"press-{number}")
        receipt = await centre.intake.submit([one])
        assert receipt.verdict is Verdict.STORED
        done.append(number)
        await turn()
    return done


async def close_all(centre: Centre, name: str, end: asyncio.Future[Any]) -> int:
    """Claim and close whatever this node sees, as an operator in a hurry would."""
    closed = attempts = 0
    while not end.done():
        for incident in list(centre.memory.open.values()):
            attempts += 1
            actor = "operator:7"
            claimed = await centre.desk.execute(f"{name}-claim-{attempts}", Claim(incident.id, actor))
            if claimed.ok:
                reply = await centre.desk.execute(
                    f"{name}-close-{attempts}", Close(incident.id, actor, Outcome.FALSE_ALARM)
                )
                closed += reply.ok
        await until(lambda: centre.memory.open or end.done(), 20)
    return closed


async def test_presses_and_closings_race_on_two_nodes(url: str, nodes: tuple[Centre, Centre]) -> None:
    one, two = nodes
    pressing = asyncio.ensure_future(asyncio.gather(press(one, 1_000), press(two, 2_000)))
    closed = await asyncio.gather(close_all(one, "one", pressing), close_all(two, "two", pressing))
    answered = [number for numbers in await pressing for number in numbers]
    assert sum(closed) > 0
    (last,) = ask(url, select(journal_head.c.feed_no))
    await until(lambda: one.memory.feed_no == two.memory.feed_no == last.feed_no)

    stored = ask(
        url, select(signals.c.id, incidents.c.subject).join(incidents, incidents.c.id == signals.c.incident_id)
    )
    assert sorted(row.id for row in stored) == sorted(answered)
    assert all(row.subject == f"subscriber:{row.id % 5 + 1}" for row in stored)
    (counted,) = ask(url, select(func.sum(incidents.c.presses)))
    assert counted[0] == 2 * PRESSES
    engine = reader_engine(url, size=1)
    report = verify(engine)
    engine.dispose()
    assert report.fault is None
    (head,) = ask(url, select(journal_head.c.feed_no))
    for centre in nodes:
        told = [p for p in centre.publisher.publications if p.number > p.previous]
        assert [p.previous for p in told] == [0, *(p.number for p in told[:-1])]
        assert told[-1].number == head.feed_no == centre.memory.feed_no
        assert set(centre.memory.open) == {row.id for row in ask(url, select(incidents.c.id).where(IS_OPEN))}


IS_OPEN = incidents.c.state != "closed"


@pytest.mark.parametrize(("lane", "kind"), [(Lane.LIFE_SAFETY, Kind.PRESS), (Lane.INFORMATION, Kind.PRESENCE)])
async def test_a_message_that_reaches_both_nodes_is_stored_once(
    url: str, nodes: tuple[Centre, Centre], lane: Lane, kind: Kind
) -> None:
    one, two = nodes
    first = signal(one.clock, lane=lane, kind=kind, message_key="the same")
    again = replace(first, id=first.id + 1_000_000)
    receipts = await asyncio.gather(one.intake.submit([first]), two.intake.submit([again]))
    assert sorted(receipt.verdict for receipt in receipts) == [Verdict.FOLDED, Verdict.STORED]
    assert len(ask(url, select(signals.c.id))) == 1
    assert one.counted("alarmd_broken_invariants_total", name="memory") == 0
    assert two.counted("alarmd_broken_invariants_total", name="memory") == 0
