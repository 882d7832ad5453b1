"""Options that the words of all simulated base stations share."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from simulators.serial.cable import PTY, Cable, Line, open_cable
from simulators.serial.outcome import Outcome
from simulators.serial.slips import SlipSettings


def add_line_options(word: argparse.ArgumentParser) -> None:
    """The cable, how often, and the faults."""
    word.add_argument(
        "--line", required=True, metavar="URL", help=f"device, socket://host:port, or {PTY}PATH to make a terminal"
    )
    word.add_argument("--baud", type=int, default=9600)
    word.add_argument("--bits", type=int, choices=(7, 8), default=8)
    word.add_argument("--parity", choices=("none", "even", "odd"), default="none")
    word.add_argument("--stop-bits", type=int, choices=(1, 2), default=1)
    word.add_argument("--times", type=int, default=1)
    word.add_argument("--every", type=float, default=1.0, metavar="SECONDS")
    word.add_argument("--settle", type=float, default=0.0, metavar="SECONDS", help="wait before the first message")
    word.add_argument("--json", action="store_true", help="one JSON object for each message")
    word.add_argument("--seed", type=int, default=0)
    faults = word.add_argument_group("faults, as shares of the messages from 0 to 1")
    faults.add_argument("--spoilt", type=float, default=0.0, help="a character, or the check character, is wrong")
    faults.add_argument("--cut", type=float, default=0.0, help="the second half never leaves")
    faults.add_argument("--noise", type=float, default=0.0, help="meaningless characters in front")
    faults.add_argument("--deaf", type=float, default=0.0, help="the answer is not heard and the message repeated")


def slips_of(options: argparse.Namespace) -> SlipSettings:
    """The faults asked for.

    Raises:
        ValueError: a share is none.
    """
    return SlipSettings(spoilt=options.spoilt, cut=options.cut, noise=options.noise, deaf=options.deaf)


@asynccontextmanager
async def cable_of(options: argparse.Namespace) -> AsyncIterator[Cable]:
    """The cable asked for, open."""
    line = Line(baud=options.baud, bits=options.bits, parity=options.parity, stop_bits=options.stop_bits)
    cable = open_cable(options.line, line)
    try:
        await asyncio.sleep(options.settle)
        yield cable
    finally:
        cable.close()


async def repeat(options: argparse.Namespace, what: str, act: Callable[[int], Awaitable[Outcome]]) -> int:
    """Do it as often as asked and print each outcome; 0 when all were taken."""
    taken = True
    for turn in range(options.times):
        if turn:
            await asyncio.sleep(options.every)
        outcome = await act(turn)
        taken = taken and outcome.taken
        print(json.dumps(outcome.as_json()) if options.json else f"{what}: {outcome.line()}", flush=True)
    return 0 if taken else 1
