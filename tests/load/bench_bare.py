"""*Bare*: the rows of presses by the real writer, without door and domain, offered at a rate; and its most a second."""

from __future__ import annotations

import gc
import time
from datetime import datetime

import uvloop

from alarmd.store.writer import SqlLedger
from alarmd.system_clock import SystemClock
from tests.fakes.pace import pause
from tests.load.bench_ground import Ground
from tests.load.bench_report import Row, percentile
from tests.load.bench_writer import Presses, bare_rate, fresh_ledger

MOST = 500
"""Presses in one commit, as in the daemon's life-safety lane."""


async def offered(rate: float, seconds: float) -> Row:
    """Commit whatever is due, again and again, at `rate` presses a second."""
    async with fresh_ledger(None) as ledger:
        gc.collect()
        gc.freeze()
        took = await _offer(ledger, round(rate * seconds), rate)
    took.sort()
    return Row(
        group="bare", name="bare: rows to durable", offered=rate, rate=rate,
        p50_ms=percentile(took, 50), p99_ms=percentile(took, 99), max_ms=took[-1],
    )  # fmt: skip


async def _offer(ledger: SqlLedger, count: int, rate: float) -> list[float]:
    clock, presses = SystemClock(), Presses()
    feed_no, done, answered = 0, 0, dict[int, datetime]()
    took: list[float] = []
    started = time.perf_counter()
    while done < count:
        due = min(count, int((time.perf_counter() - started) * rate) + 1)
        if due == done:
            await pause(max(0.0, started + done / rate - time.perf_counter()))
            continue
        size = min(MOST, due - done)
        batch = presses.batch(size, feed_no, clock.now())
        batch.answered = answered
        committed = await ledger.commit(batch)
        feed_no, now = committed.feed_no, time.perf_counter()
        took += [(now - started - number / rate) * 1000 for number in range(done, done + size)]
        done += size
        answered = {signal.id: committed.durable_at for signal, _ in batch.signals}
    return took


def rows(ground: Ground) -> list[Row]:
    """The rows of this group; the one at 500/s is what answers are compared with."""
    found = []
    for rate in (500.0, 5_000.0):
        found.append(uvloop.run(offered(rate, ground.seconds)))
        ground.say(f"  bare {rate:g}/s: p99 {found[-1].p99_ms:.1f} ms")
    most = uvloop.run(bare_rate(group=200, seconds=ground.seconds / 2))
    found.append(
        Row(group="bare", name="bare: most, 200 a commit", rate=most.rate, p50_ms=most.p50_ms, p99_ms=most.p99_ms)
    )
    return found
