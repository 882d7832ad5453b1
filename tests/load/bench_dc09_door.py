"""What the DC-09 door costs: CPU per frame in its own process, without ledger, under load from another process.

`python -m tests.load.bench_dc09_door` prints a table; `--profile press` prints where the time goes instead. The
intake gives its receipt on the loop's next turn, so the figures are the door's own: read, split, translate, answer.
`bare` answers the same load by a constant, on uvloop's own transport: what the machine takes for the sockets alone.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import json
import os
import pstats
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import uvloop

from alarmd.config import Dc09Settings
from alarmd.domain.ports import Receipt, Verdict
from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from alarmd.system_clock import SystemClock
from devices.dc09.listener import Dc09Door
from devices.twisted_bridge import private_reactor, release_reactor
from protocols.dc09 import build
from simulators.load import offer_dc09
from simulators.target import Target, Transport
from tests.fakes.centre import TestCentre
from tests.fakes.pace import pause

UNITS = 20_000
CONNECTIONS = 200
KINDS = ("bare", "null", "press")


class NextTurn:
    """An intake that stores nothing and says so at once."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.receipt = Receipt(Verdict.STORED, incident_id=1)

    def submit(self, signals: Sequence[Signal]) -> asyncio.Future[Receipt]:
        future = self.loop.create_future()
        future.set_result(self.receipt)
        return future

    def answered(self, signal_id: int, at: object) -> None:
        pass


class Quiet:
    """Nobody traces."""

    is_heard = False

    def note(self, door: str, unit_address: str, direction: str, raw: bytes, decoded: str) -> None:
        pass


class Constant(asyncio.Protocol):
    """Answers each frame by the same bytes."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(b'\nF7340012"ACK"0001L0#0123[]\r' * data.count(b"\r"))


def account(number: int) -> str:
    return f"{number:06}"


def frames(kind: str, count: int) -> list[bytes]:
    """One frame each for as many units, sequence numbers going up from round to round."""
    made = []
    for number in range(count):
        who, seq = account(number % UNITS), f"{number // UNITS % 9999 + 1:04}"
        made.append(build("NULL", "0000", who) if kind == "null" else build("ADM-CID", seq, who, f"#{who}|1101 01 007"))
    return made


async def offer(port: int, kind: str, rate: float, seconds: float) -> None:
    """The other process."""
    target = Target("127.0.0.1", port, Transport.TCP)
    told = await offer_dc09(target, frames(kind, int(rate * seconds)), rate, connections=CONNECTIONS)
    print(told.line())


@asynccontextmanager
async def receiver(kind: str) -> AsyncIterator[int]:
    """The door, or the bare answerer; gives its port."""
    loop = asyncio.get_running_loop()
    if kind == "bare":
        server = await loop.create_server(Constant, "127.0.0.1", 0)
        yield server.sockets[0].getsockname()[1]
        server.close()
        return
    units = [AlarmUnit(id=n + 1, tenant_id=1, protocol="dc09", address=account(n)) for n in range(UNITS)]
    centre = replace(TestCentre(*units).centre, intake=NextTurn(), tracer=Quiet(), clock=SystemClock())
    reactor = private_reactor(loop)
    door = Dc09Door(Dc09Settings(tcp="127.0.0.1:0", rate_per_source=0), centre, reactor)
    await door.open()
    gc.collect()
    gc.freeze()
    yield door.addresses["tcp"][1]
    await door.close()
    await pause(0.05)
    release_reactor(reactor)


async def measure(kind: str, rate: float, seconds: float, profiler: cProfile.Profile | None = None) -> None:
    """One row."""
    async with receiver(kind) as port:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.load.bench_dc09_door", "--offer", str(port), "--kind", kind,
            "--rates", str(rate), "--seconds", str(seconds), stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        before = os.times()
        if profiler:
            profiler.enable()
        out, _ = await process.communicate()
        if profiler:
            profiler.disable()
        after = os.times()
    told = json.loads(out.splitlines()[-1])
    user, system = (1e6 * (b - a) / told["sent"] for a, b in zip(before[:2], after[:2], strict=True))
    print(
        f"{kind:8}{rate:10.0f}{told['sent_per_s']:8.0f}{told['answered'] / told['sent']:10.1%}{user:9.1f}{system:8.1f}"
        f"{user + system:8.1f}{told['p50_ms']:8.2f}{told['p99_ms']:8.2f}{told['max_ms']:8.2f}",
        flush=True,
    )


async def run(told: argparse.Namespace) -> None:
    """The table, or the profile, or the other process."""
    if told.offer:
        await offer(told.offer, told.kind, told.rates[0], told.seconds)
        return
    print("frames   offered/s  sent/s  answered  user us  sys us  cpu us  p50 ms  p99 ms  max ms")
    if told.profile:
        profiler = cProfile.Profile()
        await measure(told.profile, told.rates[-1], told.seconds, profiler)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(45)
        return
    for rate in told.rates:
        for kind in KINDS:
            await measure(kind, rate, told.seconds)


def main() -> None:
    """Read arguments and run."""
    say = argparse.ArgumentParser(description=__doc__)
    say.add_argument("--seconds", type=float, default=4.0)
    say.add_argument("--rates", type=float, nargs="+", default=[1000.0, 5000.0, 8000.0])
    say.add_argument("--profile", choices=("press", "null"), help="print where the time goes")
    say.add_argument("--offer", type=int, default=0, help=argparse.SUPPRESS)
    say.add_argument("--kind", choices=KINDS, default="press", help=argparse.SUPPRESS)
    uvloop.run(run(say.parse_args()))


if __name__ == "__main__":
    main()
