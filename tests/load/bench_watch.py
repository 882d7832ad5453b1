"""What supervision costs at 100 000 and 1 000 000 units: bytes a unit, a beat, a tick.

Run by hand: `.venv/bin/python -m tests.load.bench_watch`.
"""

from __future__ import annotations

import random
import time

from alarmd.services.deadlines import Deadlines


def measure(units: int) -> None:
    """Print the figures for that many units that beat each minute with 30 s of grace."""
    deadlines = Deadlines()
    index = {number: deadlines.add(90.0) for number in range(units)}
    for slot in index.values():
        deadlines.beat(slot, random.uniform(0, 60))
        deadlines.state[slot] = 1
    deadlines.heard.clear()
    beaten = [random.randrange(units) for _ in range(200_000)]
    began = time.perf_counter()
    for number in beaten:
        deadlines.beat(index[number], 61.0)
    beat_us = (time.perf_counter() - began) / len(beaten) * 1e6
    ticks = []
    for second in range(62, 82):
        began = time.perf_counter()
        deadlines.due(float(second))
        ticks.append((time.perf_counter() - began) * 1e3)
    print(
        f"{units:>9} units: {deadlines.bytes_per_slot} bytes a unit, {beat_us:.2f} us a beat,"
        f" tick {sorted(ticks)[10]:.2f} ms (worst {max(ticks):.2f})"
    )


if __name__ == "__main__":
    for count in (100_000, 1_000_000):
        measure(count)
