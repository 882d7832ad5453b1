"""Test alarms at a fixed rate: `python -m tests.load.storm_source PORT RATE`; says `ready` and runs until ended."""

from __future__ import annotations

import asyncio
import sys
from random import Random
from time import monotonic
from typing import cast

import uvloop

from protocols.dc09.build import next_seq
from simulators.clock import wall_now
from simulators.dc09_frames import Dialler
from simulators.events import Event, What
from simulators.target import Protocol, demo_address
from tests.fakes.pace import pause

UNITS = 5_000
FIRST = 30_000
"""Units of their own, none of which presses."""

LINES = 16
_TICK_S = 0.005


class _Line(asyncio.Protocol):
    """Answers are read and not looked at: a test that is turned away is what the lane is for."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)


async def _storm(port: int, rate: float) -> None:
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(_Line, "127.0.0.1", port))[1] for _ in range(LINES)]
    frames, random = _frames(), Random(1)
    random.shuffle(frames)
    print("ready", flush=True)
    began, sent = monotonic(), 0
    while True:
        due = int((monotonic() - began) * rate)
        for number in range(sent, due):
            lines[number % LINES].transport.write(frames[number % len(frames)])
        sent = max(sent, due)
        await pause(_TICK_S)


def _frames() -> list[bytes]:
    """Twenty rounds of every unit, each with a number of its own."""
    diallers = [Dialler(account=demo_address(Protocol.DC09, FIRST + 2 * n)) for n in range(UNITS)]
    seq, now, frames = "0001", wall_now(), []
    for _ in range(20):
        frames += [dialler.frame(Event(what=What.TEST), seq, now) for dialler in diallers]
        seq = next_seq(seq)
    return frames


if __name__ == "__main__":
    uvloop.run(_storm(int(sys.argv[1]), float(sys.argv[2])))
