"""Who has a console where, as all nodes see it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text

from alarmd.store.engine import tool_engine
from alarmd.store.presences import SqlPresences
from alarmd.store.worker import Worker

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("url", ["postgres"], indirect=True)]


@pytest_asyncio.fixture
async def nodes(url: str) -> AsyncIterator[tuple[SqlPresences, SqlPresences]]:
    worker = Worker(url)
    yield SqlPresences(worker, 0), SqlPresences(worker, 1)
    await worker.close()


def later(url: str, seconds: float) -> None:
    """Let everything have been heard so much longer ago."""
    engine = tool_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE presences SET heard_at = heard_at - :by"), {"by": int(seconds * 1e6)})
    engine.dispose()


async def test_absent_is_who_is_heard_nowhere(url: str, nodes: tuple[SqlPresences, SqlPresences]) -> None:
    one, two = nodes
    assert await one.absent(10) == []
    await one.note({"operator:7": 0.0, "operator:8": 9.0})
    assert await two.absent(10) == []
    later(url, 1.1)
    assert await two.absent(10) == ["operator:8"]
    later(url, 9)
    await two.note({"operator:7": 0.0})
    assert await one.absent(10) == ["operator:8"], "7 has moved to the other node"
    await two.note({"operator:7": 9.5})
    later(url, 0.6)
    assert await one.absent(10) == ["operator:7", "operator:8"]


async def test_who_came_back_meanwhile_is_not_forgotten(url: str, nodes: tuple[SqlPresences, SqlPresences]) -> None:
    one, two = nodes
    await one.note({"operator:7": 11.0, "operator:8": 11.0})
    await two.note({"operator:8": 0.0})
    await one.forget(["operator:7", "operator:8"], 10)
    later(url, 60)
    assert await one.absent(10) == ["operator:8"]
