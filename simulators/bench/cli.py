"""`alarm-sim bench`: opens the technician's bench in the terminal."""

from __future__ import annotations

import argparse
import sys

from simulators.cli_options import add_receiver_options, key_of, read_account, receiver_target
from simulators.dc09_frames import Dialler
from simulators.scaip_messages import Caller
from simulators.target import Protocol, demo_address


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `bench` and its options."""
    word = words.add_parser("bench", help="a screen for technicians: units, keys, and their wire both ways")
    add_receiver_options(word)
    word.add_argument("--unit", action="append", default=[], metavar="ADDRESS", help="once for each")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Show the bench until the technician quits.

    Raises:
        ValueError: the receiver or a key cannot be read.
    """
    from simulators.bench.app import Bench
    from simulators.bench.unit import BenchUnit

    if not sys.stdout.isatty():
        raise ValueError("bench wants a terminal; alarm-sim press and its like work without one")
    target, protocol = receiver_target(options), Protocol(options.protocol)
    step = 2 if protocol is Protocol.DC09 else 1
    addresses = options.unit or [demo_address(protocol, step * n + (step == 1)) for n in range(3)]
    app = Bench()
    app.units = [
        BenchUnit(
            target,
            protocol,
            address,
            app.hear,
            dialler=Dialler(account=address, key=key_of(options)),
            caller=Caller(cid=address, account=read_account(options, address)),
        )
        for address in addresses
    ]
    await app.run_async()
    return 0
