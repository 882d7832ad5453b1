"""The lease in PostgreSQL: one holder at a time, on the store's clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from alarmd.domain.ports import LedgerUnavailable
from alarmd.services.duty import Holder
from alarmd.store.duty import SqlLease, open_lease
from alarmd.store.engine import tool_engine

ONE, TWO = Holder("one", 0), Holder("two", 1)
ON_POSTGRES = [pytest.mark.postgres, pytest.mark.parametrize("url", ["postgres"], indirect=True)]


def postgres(test: Any) -> Any:
    for mark in ON_POSTGRES:
        test = mark(test)
    return test


@pytest_asyncio.fixture
async def leases(url: str) -> AsyncIterator[tuple[SqlLease, SqlLease]]:
    async with AsyncExitStack() as stack:
        made = [open_lease(url) for _ in range(2)]
        for lease in made:
            assert lease is not None
            stack.push_async_callback(lease.close)
        assert made[0] is not None
        assert made[1] is not None
        yield made[0], made[1]


def shift(url: str, seconds: float) -> None:
    """Let the store believe that the lease was taken earlier."""
    engine = tool_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE leases SET until_at = until_at - :by"), {"by": int(seconds * 1e6)})
    engine.dispose()


def test_on_sqlite_there_is_none_to_ask(tmp_path_url: str) -> None:
    assert open_lease(tmp_path_url) is None


@postgres
async def test_whoever_has_it_keeps_it_until_it_runs_out(url: str, leases: tuple[SqlLease, SqlLease]) -> None:
    mine, theirs = leases
    assert await mine.hold(ONE, 6) == ONE
    assert await theirs.hold(TWO, 6) == ONE
    shift(url, 5)
    assert await mine.hold(ONE, 6) == ONE
    shift(url, 5)
    assert await theirs.hold(TWO, 6) == ONE
    shift(url, 1.1)
    assert await theirs.hold(TWO, 6) == TWO
    assert await mine.hold(ONE, 6) == TWO
    await mine.release(ONE)
    assert await mine.hold(ONE, 6) == TWO
    await theirs.release(TWO)
    assert await mine.hold(ONE, 6) == ONE


@postgres
async def test_of_many_who_ask_at_once_one_gets_it(leases: tuple[SqlLease, SqlLease]) -> None:
    asked = [lease.hold(me, 6) for _ in range(20) for lease, me in zip(leases, (ONE, TWO), strict=True)]
    assert len(set(await asyncio.gather(*asked))) == 1


async def test_a_store_that_is_away_says_so() -> None:
    lease = open_lease("postgresql://nobody@/nothing?host=/nowhere")
    assert lease is not None
    with pytest.raises(LedgerUnavailable):
        await lease.hold(ONE, 6)
    await lease.close()
