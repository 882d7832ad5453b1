"""What the DC-09 door costs: CPU per frame in the daemon's process, without ledger, under load from another process.

`python -m tests.load.bench_dc09_door` prints a table; `--profile press` prints where the time goes instead.
The intake gives its receipt on the loop's next turn, so the figures are the door's own: read, split, translate, answer.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import json
import pstats
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import uvloop

from alarmd.config import Door
from alarmd.domain.ports import Receipt, Verdict
from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from alarmd.system_clock import SystemClock
from devices.dc09.listener import Dc09Door
from devices.twisted_bridge import Reactor, private_reactor, release_reactor
from tests.fakes.centre import TestCentre
from tests.load.dc09_source import account

UNITS = 20_000


class NextTurn:
    """An intake that stores nothing and says so at once."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.taken = count()
        self.receipt = Receipt(Verdict.STORED, incident_id=1)

    def submit(self, signals: Sequence[Signal]) -> asyncio.Future[Receipt]:
        future = self.loop.create_future()
        future.set_result(self.receipt)
        return future

    def answered(self, signal_id: int, at: object) -> None:
        pass


async def load(port: int, kind: str, rate: float, seconds: float) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.dc09_source", "127.0.0.1", str(port), "--kind", kind,
        "--rate", str(rate), "--seconds", str(seconds), "--units", str(UNITS), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    figures: dict[str, float] = json.loads(out.splitlines()[-1])
    return figures


def opened() -> tuple[Dc09Door, Reactor]:
    units = [AlarmUnit(id=n + 1, tenant_id=1, protocol="dc09", address=account(n)) for n in range(UNITS)]
    centre = replace(TestCentre(*units).centre, intake=NextTurn(), tracer=Quiet(), clock=SystemClock())
    reactor = private_reactor(asyncio.get_running_loop())
    return Dc09Door(Door(kind="dc09", tcp="127.0.0.1:0", rate_per_source=0), centre, reactor), reactor


class Quiet:
    """Nobody traces."""

    is_heard = False

    def note(self, door: str, unit_address: str, direction: str, raw: bytes, decoded: str) -> None:
        pass


async def measure(cases: Sequence[tuple[str, float]], seconds: float, profile: bool) -> None:
    door, reactor = opened()
    await door.open()
    gc.collect()
    gc.freeze()
    print("frames   offered/s  sent/s  answered  cpu us  p50 ms  p99 ms  max ms")
    for kind, rate in cases:
        profiler = cProfile.Profile()
        before = time.process_time()
        if profile:
            profiler.enable()
        figures = await load(door.addresses["tcp"][1], kind, rate, seconds)
        profiler.disable()
        cost = (time.process_time() - before) / figures["sent"] * 1e6
        share = f"{figures['answered'] / figures['sent']:.1%}"
        print(
            f"{kind:8}{rate:10.0f}{figures['per_s']:8.0f}{share:>10}{cost:8.1f}"
            f"{figures['p50_ms']:8.2f}{figures['p99_ms']:8.2f}{figures['max_ms']:8.2f}",
            flush=True,
        )
        if profile:
            pstats.Stats(profiler).sort_stats("tottime").print_stats(45)
    await door.close()
    await asyncio.sleep(0.05)
    release_reactor(reactor)


def main() -> None:
    """Read arguments and run."""
    say = argparse.ArgumentParser(description=__doc__)
    say.add_argument("--seconds", type=float, default=4.0)
    say.add_argument("--profile", choices=("press", "null"))
    say.add_argument("--rates", type=float, nargs="+", default=[1000, 5000, 8000])
    told = say.parse_args()
    cases = [(kind, rate) for kind in ("null", "press") for rate in told.rates]
    if told.profile:
        cases = [(told.profile, told.rates[-1])]
    uvloop.run(measure(cases, told.seconds, bool(told.profile)))


if __name__ == "__main__":
    main()
