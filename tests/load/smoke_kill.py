"""kill -9 at random instants under load: nothing that was answered may be lost, and nothing may be doubled.

`python -m tests.load.smoke_kill --kills 200`. Units on every door press all the time and repeat what was not
answered; an operator claims and closes. The daemon is killed while it works and while it starts. The last line
printed is one JSON object; the exit status is 0 only when nothing was found.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from deploy.demo.centre import DemoCentre, Ports
from deploy.demo.headless import HeadlessConsole
from tests.fakes.pace import pause
from tests.load.evidence import Told, examine
from tests.smoke.doors import WAYS, Way

TRIES = 1_000_000
PATIENCE_S = 0.5
PAUSE_S = 0.01
STARTS_KILLED = 0.2
QUIET_S = 30.0


@dataclass(frozen=True)
class Plan:
    """What to do: so many kills, each up to `longest_s` after the centre was ready, drawn from `seed`.

    Attributes:
        units_a_way: how many units press over each way at once.
    """

    kills: int
    seed: int = 1
    longest_s: float = 1.0
    units_a_way: int = 5


@dataclass
class Report:
    """What happened.

    Attributes:
        findings: kind of fault to examples; empty when all is well. ready_s: start to ready, each time.
    """

    kills: int = 0
    killed_in_start: int = 0
    sent: int = 0
    taken: int = 0
    closed: int = 0
    findings: dict[str, list[str]] = field(default_factory=dict)
    ready_s: list[float] = field(default_factory=list)

    def line(self) -> str:
        """One JSON object."""
        ranked = sorted(self.ready_s)
        figures = {
            "kills": self.kills,
            "killed_in_start": self.killed_in_start,
            "sent": self.sent,
            "answered": self.taken,
            "incidents_closed": self.closed,
            "restart_s": {"p50": round(ranked[len(ranked) // 2], 2), "max": round(ranked[-1], 2)} if ranked else {},
            "ways": [str(way) for way in WAYS],
            "findings": self.findings,
            "ok": not self.findings,
        }
        return json.dumps(figures)


class Run:
    """One run against one prepared centre."""

    def __init__(self, centre: DemoCentre, plan: Plan, *, talk: bool) -> None:
        self.centre = centre
        self.plan = plan
        self.report = Report()
        self.told = Told()
        self._random = Random(plan.seed)
        self._names: Iterator[str] = (f"K{number:07}" for number in itertools.count(1))
        self._enough = asyncio.Event()
        self._talk = talk

    async def go(self) -> Report:
        """Start, load, kill, and look at what is left."""
        await self._start()
        token = await asyncio.to_thread(self.centre.token)
        async with HeadlessConsole(self.centre.feed, token) as console:
            async with asyncio.TaskGroup() as group:
                operator = group.create_task(self._operate(console))
                units = [group.create_task(self._unit(way, n)) for way in WAYS for n in self._numbers(way)]
                await self._kill_often()
                self._enough.set()
                async with asyncio.timeout(QUIET_S):
                    await asyncio.wait(units)
                operator.cancel()
            seen = await self._board_agrees(console)
        status = await asyncio.to_thread(self.centre.stop)
        report = self.report
        report.findings = examine(f"sqlite:///{self.centre.folder}/alarmd.sqlite3", self.told)
        if status != 0:
            report.findings["exit status"] = [str(status), self.centre.last_words(5)]
        if not seen:
            report.findings["board"] = ["the console's board is not what the store holds"]
        report.sent, report.taken, report.closed = len(self.told.sent), len(self.told.taken), len(self.told.closed)
        return report

    def _numbers(self, way: Way) -> range:
        """Units of its own for every way, since two ways of one unit would fold each other's messages."""
        units = self.plan.units_a_way
        first = units * WAYS.index(way)
        return range(first, first + units)

    # ---- the killing -----------------------------------------------------------------------------------------------

    async def _kill_often(self) -> None:
        for number in range(1, self.plan.kills + 1):
            await pause(self._random.uniform(0.0, self.plan.longest_s))
            self.centre.kill()
            self.report.kills += 1
            if self._random.random() < STARTS_KILLED and self.report.kills < self.plan.kills:
                await self._kill_in_start()
            await self._start()
            self._say(f"kill {number}: ready again in {self.report.ready_s[-1]:.2f} s, {len(self.told.taken)} answered")
            if self.report.kills >= self.plan.kills:
                return

    async def _kill_in_start(self) -> None:
        self.centre.process = None
        starting = asyncio.create_task(asyncio.to_thread(self.centre.start))
        await pause(self._random.uniform(0.2, 1.5))
        while self.centre.process is None:
            await pause(0.01)
        self.centre.kill()
        await asyncio.gather(starting, return_exceptions=True)
        self.report.kills += 1
        self.report.killed_in_start += 1

    async def _start(self) -> None:
        began = time.monotonic()
        await asyncio.to_thread(self.centre.start)
        self.report.ready_s.append(time.monotonic() - began)

    # ---- the load --------------------------------------------------------------------------------------------------

    async def _unit(self, way: Way, number: int) -> None:
        """Press, press again as soon as somebody has the last one; repeat until somebody has."""
        async with way.unit(self.centre, number, tries=TRIES, patience_s=PATIENCE_S) as unit:
            while not self._enough.is_set():
                name = next(self._names)
                self.told.sent.add(name)
                while not (await unit.press(name)).taken:
                    await pause(PAUSE_S)
                self.told.taken.add(name)
                await pause(PAUSE_S)

    async def _operate(self, console: HeadlessConsole) -> None:
        """Claim what is on top and close it, without end; commands are repeated by the client until answered."""
        while True:
            row = console.client.board.next_waiting()
            if row is not None and row.lane == "life_safety" and not row.volatile:
                claimed = await console.client.command("claim", row.id)
                closed = claimed.ok and await console.client.command("close", row.id, outcome="helped_on_site")
                if closed and closed.ok:
                    self.told.closed.add(row.id)
            await pause(5 * PAUSE_S)

    async def _board_agrees(self, console: HeadlessConsole) -> bool:
        """Whether the console that lived through it all shows just the open incidents of the store."""
        board = console.client.board
        for _ in range(50):
            await pause(0.1)
            shown = {row.id: row.presses for row in board.queue("life_safety")}
            if shown == await asyncio.to_thread(self._open):
                return True
        return False

    def _open(self) -> dict[int, int]:
        with contextlib.closing(_reader(self.centre)) as store:
            rows = store.execute("SELECT id, presses FROM incidents WHERE state <> 'closed' AND lane = 'life_safety'")
            return dict(rows.fetchall())

    def _say(self, line: str) -> None:
        if self._talk:
            print(line, flush=True)


def _reader(centre: DemoCentre) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{centre.folder}/alarmd.sqlite3?mode=ro", uri=True)


async def run_kills(centre: DemoCentre, plan: Plan, *, talk: bool = False) -> Report:
    """Run a plan on a centre that is prepared and not running; it is stopped afterwards, whatever happened."""
    try:
        return await Run(centre, plan, talk=talk).go()
    finally:
        centre.kill()
        await asyncio.get_running_loop().shutdown_default_executor()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="alarmd-kill-") as folder:
        centre = DemoCentre(Path(folder), Ports.free(), level="error")
        centre.prepare()
        report = asyncio.run(run_kills(centre, Plan(options.kills, options.seed), talk=True))
        if report.findings:
            print(centre.last_words())
    print(report.line())
    return 0 if not report.findings else 1


if __name__ == "__main__":
    sys.exit(main())
