"""Promise 7: when the store cannot commit, consoles are shown the alarm all the same and its unit is not deceived."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from simulators.answer import Kind
from simulators.target import Protocol
from tests.fakes.loop import until
from tests.fakes.pace import asked, pause
from tests.smoke.doors import WAYS, press
from tests.smoke.lab import Lab
from tests.smoke.watching import Watcher

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


@contextmanager
def _locked(lab: Lab) -> Iterator[None]:
    """Somebody else holds the writer's lock."""
    with closing(sqlite3.connect(lab.centre.folder / "alarmd.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_a_store_that_is_away_four_seconds(running: Lab) -> None:
    """After 2 s a volatile row, afterwards the stored incident; the unit hears yes only when it is stored."""
    lab = running
    loop = asyncio.get_running_loop()
    async with Watcher(lab) as console:
        asked = []
        with _locked(lab):
            began = loop.time()
            asked = [
                asyncio.ensure_future(press(lab.centre, way, number, patience_s=9.0)) for number, way in enumerate(WAYS)
            ]
            await until(lambda: len(console.rows()) == len(WAYS), 4.0)
            shown_s = loop.time() - began
            assert all(row.volatile for row in console.rows())
            assert console.rung == ["new"] * len(WAYS)
            assert 1.5 < shown_s < 3.5
            await pause(max(0.0, began + 4.0 - loop.time()))
            assert not any(answer.done() for answer in asked)
            assert lab.metric("alarmd_volatile_rows") == len(WAYS)
        for way, answer in zip(WAYS, await asyncio.gather(*asked), strict=True):
            assert answer.taken, f"{way}: {answer.line()}"
        await until(lambda: [row.volatile for row in console.rows()] == [False] * len(WAYS))
    assert [incident["presses"] for incident in lab.incidents()] == [1] * len(WAYS)
    assert lab.metric("alarmd_volatile_rows") == 0


async def test_a_store_that_is_away_longer_sends_units_to_their_next_receiver(running: Lab) -> None:
    """After 5 s SCAIP hears 503 and DC-09 nothing at all; what was shown is stored later, and the repeat is folded."""
    lab = running
    async with Watcher(lab) as console:
        with _locked(lab):
            answers = await asyncio.gather(
                *(press(lab.centre, way, number, patience_s=6.5) for number, way in enumerate(WAYS))
            )
            for way, answer in zip(WAYS, answers, strict=True):
                wanted = Kind.BUSY if way.protocol is Protocol.SCAIP else Kind.SILENT
                assert answer.kind is wanted, f"{way}: {answer.line()}"
            assert len(console.rows()) == len(WAYS)
            assert not lab.centre.is_ready()
        await until(lambda: [row.volatile for row in console.rows()] == [False] * len(WAYS))
        for number, way in enumerate(WAYS):
            assert (await press(lab.centre, way, number)).taken
        assert await asked(lab.centre.is_ready)
    assert [incident["presses"] for incident in lab.incidents()] == [1] * len(WAYS)
    assert len(lab.signals()) == len(WAYS)
