"""Serial doors: messages a second to the durable answer, on each line one at a time as its protocol wants."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

from protocols.surgard import build_contact_id, build_heartbeat
from simulators.espa444.station import ControlStation, call_block, spoil_block
from simulators.serial.cable import Cable, Line, open_cable
from simulators.serial.outcome import Outcome
from simulators.serial.receiver import Receiver, spoil_line
from simulators.serial.slips import Slips, SlipSettings
from tests.load.bench_ground import Ground, cpu_seconds
from tests.load.bench_report import Row

LINES = (1, 16)
AIM_MS = 250.0
"""An ESPA station waits about a second for its answer, a receiver four."""
_DOOR = '[[doors]]\nkind = "{kind}"\nname = "{name}"\nurl = "{url}"\nprefix = "{name}-"\nbaud = 4000000\n'

Act = Callable[[int], Awaitable[Outcome]]


def rows(ground: Ground) -> list[Row]:
    """Sur-Gard lines and ESPA calls, on one line and on sixteen at once."""
    return asyncio.run(_rows(ground))


async def _rows(ground: Ground) -> list[Row]:
    found = []
    for kind, name in (("surgard", "Sur-Gard line"), ("espa444", "ESPA call")):
        for count in LINES:
            found.append(await _row(ground, kind, f"{name} to durable answer, {count} line{'s' * (count > 1)}", count))
    return found


async def _row(ground: Ground, kind: str, name: str, count: int) -> Row:
    urls = [ground.folder / f"{kind}-{number}" for number in range(count)]
    more = "".join(_DOOR.format(kind=kind, name=url.name, url=url) for url in urls)
    with ExitStack() as stack:
        cables = [open_cable(f"pty:{url}", Line()) for url in urls]
        for cable in cables:
            stack.callback(cable.close)
        centre = stack.enter_context(ground.centre(more))
        assert centre.process is not None
        await _warm(kind, cables)
        before, began = cpu_seconds(centre.process.pid), time.monotonic()
        told = await asyncio.gather(*(_offer(_speaker(kind, cable), ground.seconds) for cable in cables))
        took = time.monotonic() - began
        cpu = (cpu_seconds(centre.process.pid) - before) / took * 100
    outcomes = [outcome for one in told for outcome in one]
    taken = sorted(outcome.ms for outcome in outcomes if outcome.taken)
    p50, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    ground.say(f"  {name}: {len(taken) / took:.0f}/s, p99 {p99:.1f} ms")
    whole = len(taken) == len(outcomes)
    return Row(
        group="serial", name=name, rate=len(taken) / took, share=len(taken) / len(outcomes), p50_ms=p50, p99_ms=p99,
        max_ms=taken[-1], cpu=cpu, aim=f"p99 <= {AIM_MS:.0f} ms", met=whole and p99 <= AIM_MS,
    )  # fmt: skip


async def _warm(kind: str, cables: list[Cable]) -> None:
    for cable in cables:
        while not (await _speaker(kind, cable)(0)).taken:
            pass


async def _offer(act: Act, seconds: float) -> list[Outcome]:
    ends, outcomes = time.monotonic() + seconds, []
    while time.monotonic() < ends:
        outcomes.append(await act(len(outcomes) + 1))
    return outcomes


def _speaker(kind: str, cable: Cable) -> Act:
    if kind == "surgard":
        receiver = Receiver(cable, build_heartbeat(), Slips(SlipSettings(), spoil_line))
        return lambda number: receiver.send(build_contact_id(f"{number % 9000 + 1000}", "1101 00 007"))
    station = ControlStation(cable, Slips(SlipSettings(), spoil_block))
    return lambda number: station.call(call_block(f"{number % 9000 + 1000}", "LARM RUM 7"))
