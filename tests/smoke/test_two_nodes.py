"""Two daemons on one PostgreSQL: one chain, one order, no gap in a feed, no press lost to a race with a closing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from alarmd.cli import main
from deploy.demo.headless import HeadlessConsole
from tests.fakes.loop import until
from tests.smoke.lab import Lab, ask, press
from tests.smoke.pair import pair

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(110)]

PRESSES = 40


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Lab, Lab]]:
    """Two running nodes with sessions."""
    with pair(tmp_path) as labs:
        yield labs


async def test_presses_on_both_nodes_are_seen_on_both_and_closings_lose_none(nodes: tuple[Lab, Lab]) -> None:
    one, two = nodes
    async with (
        HeadlessConsole(one.centre.feed, one.token) as left,
        HeadlessConsole(two.centre.feed, two.token) as right,
    ):
        for number in range(1, PRESSES + 1):
            lab, other = (one, right) if number % 2 else (two, left)
            answer = await asyncio.to_thread(ask, lab, press(number, account="1000"))
            assert answer is not None
            assert answer.token == "ACK"
            if number % 5 == 0 and (row := other.client.board.next_waiting()) is not None:
                assert (await other.client.command("claim", row.id)).ok
                closing = asyncio.ensure_future(other.client.command("close", row.id, outcome="other", text="x"))
                racing = await asyncio.to_thread(ask, lab, press(number + 1000, account="1000"))
                assert racing is not None
                await closing
        signals = [signal for signal in one.signals() if signal["lane"] == "life_safety"]
        stored = {signal["id"] for signal in signals}
        assert len(stored) >= PRESSES
        assert all(signal["incident_id"] for signal in signals)
        newest = {signal["incident_id"] for signal in signals}
        await until(lambda: newest <= left.seen and newest <= right.seen)
        incidents = {incident["id"]: incident for incident in one.incidents(open_only=False)}
        counted = sum(incidents[number]["presses"] for number in newest)
        assert counted == len(stored)
        assert {row.id for row in left.client.board.queue("life_safety")} == {
            row.id for row in right.client.board.queue("life_safety")
        }
        await until(lambda: left.client.board.number == right.client.board.number)
    await asyncio.get_running_loop().shutdown_default_executor()
    assert main(["journal", "verify", "--config", str(one.centre.config)]) == 0
