"""`make bench`: every figure that alarmd promises, measured here and now, in one run and one table.

Latencies count from the scheduled sending. Ratios are to figures of the same run, since machines differ. The daemon
is a real one, a process of its own on a store with 40 000 units.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.load import bench_bare, bench_serial, bench_storm
from tests.load.bench_doors import dc09_rows, scaip_rows
from tests.load.bench_ground import Ground, busy_cores
from tests.load.bench_report import Row, table
from tests.load.bench_screens import client_rows, painted_rows
from tests.load.bench_watch import COUNTS, measure

GROUPS = ("bare", "dc09", "scaip", "serial", "client", "painted", "watch", "storm")
SECONDS, QUICK_SECONDS = 6.0, 2.0
MOST_BYTES = 32


def watch_rows(ground: Ground) -> list[Row]:
    """Supervision of many units; the tick is the latency here."""
    found = []
    for count in COUNTS:
        it = measure(count)
        ground.say(f"  {it.line()}")
        found.append(
            Row(
                group="watch",
                name=f"supervision tick, {count} units",
                rate=1e6 / it.beat_us,
                p50_ms=it.tick_ms,
                max_ms=it.worst_tick_ms,
                compared=f"{it.bytes_each} B a unit, index {it.index_each:.0f} B, {it.late_s:.2f} s late at most",
                aim=f"<= {MOST_BYTES} B a unit",
                met=it.bytes_each <= MOST_BYTES,
            )
        )
    return found


def run(ground: Ground, wanted: list[str]) -> list[Row]:
    """The rows of the wanted groups, in their order."""
    rows: list[Row] = []
    measures: dict[str, Callable[[], list[Row]]] = {
        "bare": partial(bench_bare.rows, ground),
        "dc09": lambda: dc09_rows(ground, rows[0] if rows and rows[0].group == "bare" else None),
        "scaip": partial(scaip_rows, ground),
        "serial": partial(bench_serial.rows, ground),
        "client": partial(client_rows, ground),
        "painted": partial(painted_rows, ground),
        "watch": partial(watch_rows, ground),
        "storm": partial(bench_storm.rows, ground),
    }
    for name in wanted:
        ground.say(f"{name}: load average {os.getloadavg()[0]:.1f}")
        rows += measures[name]()
    return rows


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument(
        "--only", nargs="+", choices=GROUPS, default=list(GROUPS), metavar="NAME", help=", ".join(GROUPS)
    )
    parser.add_argument("--quick", action="store_true", help="loads of 2 s instead of 6 s: rough figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


def main() -> int:
    """The command; the exit status says that it was measured, not that the aims are met."""
    told = arguments()
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - began:5.0f} s  {line}", flush=True)

    busy = busy_cores()
    with tempfile.TemporaryDirectory(prefix="alarmd-bench-") as folder:
        ground = Ground(Path(folder), QUICK_SECONDS if told.quick else SECONDS, say)
        if set(told.only) - {"bare", "watch"}:
            ground.prepare()
        rows = run(ground, [name for name in GROUPS if name in told.only])
    machine = (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; busy with other work"
        f" before and after: {busy:.1f} and {busy_cores():.1f} cores"
    )
    print(table(rows))
    print(f"\n{machine}. Times from the scheduled sending; CPU of the receiver, 100 % is one core.")
    if told.json:
        told.json.write_text(json.dumps({"machine": machine, "rows": [row.as_json() for row in rows]}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
