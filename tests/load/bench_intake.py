"""How much of a core the services take for each signal: submit, decide, apply, answer; the ledger costs nothing.

Run by hand: `.venv/bin/python -m tests.load.bench_intake`.
"""

from __future__ import annotations

import asyncio
import gc
import time
from datetime import UTC, datetime

import uvloop

from alarmd.config import Lanes as Sizes
from alarmd.domain.ids import IdMaker
from alarmd.domain.policy import same_for_all
from alarmd.domain.ports import Batch, Changes, Committed, Receipt
from alarmd.domain.signal import Kind, Lane, Signal
from alarmd.services.commit_loop import CommitLoop
from alarmd.services.decide import Decider
from alarmd.services.intake import LocalIntake
from alarmd.services.lanes import Lanes
from alarmd.services.memory import Memory
from alarmd.services.overdue import Overdue
from alarmd.services.stamps import Stamps
from alarmd.services.unit_index import UnitIndex
from alarmd.system_clock import SystemClock
from alarmd.telemetry import Telemetry
from tests.fakes.signals import unit

UNITS = 20_000
GROUP = 20
ROUNDS = 1_500


class NullLedger:
    """Commits by counting."""

    def __init__(self) -> None:
        self.feed_no = 0

    async def commit(self, batch: Batch) -> Committed:
        self.feed_no += 1 if batch.incidents else 0
        return Committed(self.feed_no, batch.at, 0.0)

    async def changes_since(self, feed_no: int) -> Changes:
        return Changes(self.feed_no)

    async def recent_signals(self, since: datetime) -> list[tuple[Signal, int | None, datetime | None]]:
        return []

    async def command_result(self, command_id: str) -> str | None:
        return None


class NullPublisher:
    """Tells nobody."""

    def publish(self, publication: object) -> None:
        return

    def volatile(self, signals: object) -> None:
        return


def _signals(make: IdMaker, count: int, start: int) -> list[Signal]:
    now, now_s = datetime.now(UTC), time.monotonic()
    found = []
    for n in range(start, start + count):
        number = n % UNITS + 1
        found.append(
            Signal(
                id=make(now),
                door="dc09",
                source="127.0.0.1:1",
                address=f"{number:06}",
                tenant_id=1,
                unit_id=number,
                subscriber_id=number,
                lane=Lane.LIFE_SAFETY,
                kind=Kind.PRESS,
                message_key=f"dc09:{n}",
                received_at=now,
                received_s=now_s,
            )
        )
    return found


async def measure() -> None:
    """Print µs per signal while incidents open and while they are joined, with 20 000 units."""
    clock, telemetry, memory, stamps = SystemClock(), Telemetry(), Memory(), Stamps()
    lanes, publisher, make = Lanes(Sizes()), NullPublisher(), IdMaker()
    units = UnitIndex(unit(n) for n in range(1, UNITS + 1))
    overdue = Overdue(clock=clock, lanes=lanes, memory=memory, stamps=stamps, publisher=publisher, telemetry=telemetry)
    decider = Decider(memory=memory, units=units, policy_of=same_for_all(), new_id=make, telemetry=telemetry)
    commits = CommitLoop(
        ledger=NullLedger(),
        memory=memory,
        lanes=lanes,
        decider=decider,
        overdue=overdue,
        stamps=stamps,
        publisher=publisher,
        clock=clock,
        telemetry=telemetry,
    )
    intake = LocalIntake(lanes=lanes, memory=memory, overdue=overdue, stamps=stamps, clock=clock, telemetry=telemetry)
    tasks = [asyncio.get_running_loop().create_task(loop()) for loop in (commits.run, overdue.run)]
    for group in (1, 6, GROUP, 100):
        rounds = max(200, ROUNDS * GROUP // group // 3)
        for _ in range(3):
            batches = [_signals(make, group, n * group) for n in range(rounds)]
            gc.collect()
            spent = 0.0
            for batch in batches:
                began = time.process_time()
                futures: list[asyncio.Future[Receipt]] = [intake.submit((signal,)) for signal in batch]
                await futures[-1]
                spent += time.process_time() - began
                memory.recent.forget_old(time.monotonic() + 61)
            kind = "mostly opening" if len(memory.open) <= rounds * group and group == 1 else "opening or joining"
            print(
                f"groups of {group:3}: {spent / rounds / group * 1e6:6.1f} us/signal ({kind}, {len(memory.open)} open)"
            )
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    gc.set_threshold(50_000, 20, 100)
    uvloop.run(measure())
