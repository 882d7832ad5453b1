"""What supervision costs at 100 000 and 1 000 000 units: bytes a unit, a beat, a tick, how late a loss is seen.

Run by hand: `.venv/bin/python -m tests.load.bench_watch`.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass

from alarmd.services.deadlines import Deadlines
from alarmd.services.watch import TICK_S

COUNTS = (100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Supervising:
    """So many units that beat each minute with 30 s of grace.

    Attributes:
        bytes_each: of the flat arrays. index_each: of the dictionary from unit to slot. late_s: the most that a
            deadline had passed when a tick proposed it, with one tick a second.
    """

    units: int
    bytes_each: int
    index_each: float
    beat_us: float
    tick_ms: float
    worst_tick_ms: float
    late_s: float

    def line(self) -> str:
        """For people."""
        return (
            f"{self.units:>9} units: {self.bytes_each} bytes a unit and {self.index_each:.0f} of index,"
            f" {self.beat_us:.2f} us a beat, tick {self.tick_ms:.2f} ms (worst {self.worst_tick_ms:.2f}),"
            f" {self.late_s:.2f} s late at most"
        )


def measure(units: int) -> Supervising:
    """Let that many units beat, then fall silent for twenty ticks."""
    deadlines = Deadlines()
    index = {number: deadlines.add(90.0) for number in range(units)}
    index_each = sys.getsizeof(index) / units
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
    return Supervising(
        units, deadlines.bytes_per_slot, index_each, beat_us, sorted(ticks)[10], max(ticks), TICK_S + max(ticks) / 1e3
    )


if __name__ == "__main__":
    for count in COUNTS:
        print(measure(count).line())
