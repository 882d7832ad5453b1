"""Promise 8: no personal data in logs, metric labels or push texts."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from deploy.demo.headless import HeadlessConsole
from tests.fakes.loop import until
from tests.smoke.lab import Lab, ask, press

TABLES = ("journal", "incidents", "timeline", "signals")
pytestmark = pytest.mark.slow


async def test_nobody_can_be_found_in_log_or_metrics_or_notices(running: Lab) -> None:
    lab = running
    async with HeadlessConsole(lab.centre.feed, lab.token) as console:
        for number in range(1, 11):
            assert ask(lab, press(number, account=f"{1000 + 2 * number}")) is not None
        await until(lambda: len(console.shown) == 10)
        for row in list(console.client.board.queue("life_safety"))[:3]:
            assert (await console.client.command("claim", row.id)).ok
            assert (await console.client.fetch("card", incident=row.id)).ok
            assert (await console.client.command("dispatch", row.id)).ok
            assert (await console.client.command("note", row.id, text="Anna Svensson mår bra")).ok
    lab.centre.stop()
    said = lab.centre.log.read_text() + _notices(lab)
    with closing(lab.database()) as store:
        people = store.execute("SELECT name, phones FROM subscribers").fetchall()
        streets = [row[0] for row in store.execute("SELECT street FROM places")]
        kept = [str(row) for table in TABLES for row in store.execute("SELECT * FROM " + table)]
    assert people
    for name, phones in people:
        assert name not in said
        assert not [number for number in json.loads(phones) if str(number) in said]
    assert not [street for street in streets if street and street in said]
    assert "Anna Svensson" not in said
    assert not [row for row in kept if "Anna Svensson" in row]


def _notices(lab: Lab) -> str:
    path = lab.centre.folder / "notices.txt"
    return path.read_text() if path.exists() else ""
