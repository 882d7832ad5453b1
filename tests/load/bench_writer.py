"""What the store alone costs: the rows of a press (journal, payload, signal, incident) by the real writer, no door.

Run by hand: `.venv/bin/python -m tests.load.bench_writer [--url URL] [--seconds 3]`. `bare_rate` is the *bare* row of
`make bench`; half of the presses open an incident, half join one.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import uvloop

from alarmd.domain.incident import Incident
from alarmd.domain.ports import Batch
from alarmd.domain.signal import Signal
from alarmd.store.schema import upgrade
from alarmd.store.writer import SqlLedger, open_ledger
from alarmd.system_clock import SystemClock
from tests.contract.samples import a_signal, an_incident

PERSONS = 20_000


@dataclass(frozen=True, slots=True)
class Measured:
    """One run. `each_us` is wall time for a press, `cpu_us` our own CPU for it; commits in milliseconds."""

    group: int
    presses: int
    rate: float
    each_us: float
    cpu_us: float
    p50_ms: float
    p99_ms: float

    def line(self) -> str:
        return (
            f"{self.group:5d} a commit {self.rate:9.0f} presses/s  {self.each_us:6.1f} us each  "
            f"{self.cpu_us:6.1f} us CPU  commit p50 {self.p50_ms:6.2f} ms  p99 {self.p99_ms:6.2f} ms"
        )


class Presses:
    """Makes batches as the intake would: the first press of a person opens, the next one joins."""

    def __init__(self) -> None:
        self._number = 0
        self._open: dict[int, Incident] = {}

    def batch(self, size: int, based_on: int, at: datetime) -> Batch:
        batch = Batch(at=at, based_on=based_on)
        for _ in range(size):
            self._number += 1
            self._press(batch, self._number, at)
        return batch

    def _press(self, batch: Batch, number: int, at: datetime) -> None:
        person = (number // 2) % PERSONS
        signal = a_signal(
            number, subscriber_id=person, unit_id=person, address=f"{person:06d}", received_at=at,
            message_key=f"dc09:127.0.0.1:{person:06d}:{number}",
        )  # fmt: skip
        incident = self._open.get(person)
        if incident is None or incident.presses >= 2:
            self._opens(batch, signal, person, incident)
        else:
            joined = replace(incident, presses=incident.presses + 1, last_signal_at=at)
            batch.incidents[incident.id] = joined
            if incident.id not in batch.opened:
                batch.joined.add(incident.id)
                batch.grown.add(incident.id)
            batch.signals.append((signal, incident.id))
            self._open[person] = joined

    def _opens(self, batch: Batch, signal: Signal, person: int, before: Incident | None) -> None:
        subject = signal.subject if before is None else f"{signal.subject}/{signal.id}"
        incident = an_incident(10**12 + signal.id, signal, subject=subject)
        self._open[person] = incident
        batch.incidents[incident.id] = incident
        batch.opened.add(incident.id)
        batch.signals.append((signal, incident.id))


@asynccontextmanager
async def fresh_ledger(url: str | None) -> AsyncIterator[SqlLedger]:
    """A ledger on an empty store: a file of its own, or the empty database at `url`."""
    with tempfile.TemporaryDirectory(prefix="alarmd-bench-") as folder:
        where = url or f"sqlite:///{Path(folder)}/bench.db"
        upgrade(where)
        ledger = open_ledger(where, SystemClock())
        try:
            yield ledger
        finally:
            await ledger.close()


async def measure(ledger: SqlLedger, group: int, seconds: float, presses: Presses) -> Measured:
    """Commit groups of `group` presses one after another for `seconds`; stamps of T3 ride along as they would."""
    clock = SystemClock()
    feed_no = (await ledger.changes_since(10**9)).feed_no
    batches = [presses.batch(group, 0, clock.now() + timedelta(seconds=n)) for n in range(max(8, 40_000 // group))]
    gc.collect()
    gc.freeze()
    spent: list[float] = []
    done, answered = 0, dict[int, datetime]()
    started, cpu = time.perf_counter(), time.process_time()
    for batch in batches:
        batch.based_on, batch.answered = feed_no, answered
        begun = time.perf_counter()
        committed = await ledger.commit(batch)
        spent.append(time.perf_counter() - begun)
        feed_no = committed.feed_no
        answered = {signal.id: committed.durable_at for signal, _ in batch.signals}
        done += group
        if time.perf_counter() - started > seconds:
            break
    wall, used = time.perf_counter() - started, time.process_time() - cpu
    gc.unfreeze()
    spent.sort()
    return Measured(
        group, done, done / wall, wall / done * 1e6, used / done * 1e6, statistics.median(spent) * 1e3,
        spent[int(len(spent) * 0.99)] * 1e3,
    )  # fmt: skip


async def bare_rate(group: int = 20, seconds: float = 2.0, url: str | None = None) -> Measured:
    """The *bare* row: the same rows by the same writer without door and domain."""
    async with fresh_ledger(url) as ledger:
        return await measure(ledger, group, seconds, Presses())


async def _main(url: str | None, seconds: float) -> None:
    async with fresh_ledger(url) as ledger:
        presses = Presses()
        for group in (1, 5, 20, 64, 200, 500):
            print((await measure(ledger, group, seconds, presses)).line(), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="an empty PostgreSQL database; by default an SQLite file of its own")
    parser.add_argument("--seconds", type=float, default=3.0)
    arguments = parser.parse_args()
    uvloop.run(_main(arguments.url, arguments.seconds))
