"""What `alarm-sim surgard` and `alarm-sim ademco685` share: an event of a unit behind a receiver, or a heartbeat."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from simulators.events import CODES, What
from simulators.serial.options import add_line_options, cable_of, repeat, slips_of
from simulators.serial.outcome import Outcome
from simulators.serial.receiver import Receiver, spoil_line
from simulators.serial.slips import Slips


def add_receiver_word(word: argparse.ArgumentParser) -> None:
    """What is sent, and how patient the receiver is."""
    word.add_argument(
        "what", choices=[str(what) for what in What], help="what a unit behind it has to say; or heartbeat"
    )
    add_line_options(word)
    word.add_argument("--account", default="4711")
    word.add_argument("--zone", default="001")
    word.add_argument("--restored", action="store_true", help="it is over")
    word.add_argument("--wait", type=float, default=4.0, metavar="SECONDS", help="how long an answer may take")


def contact_id_of(options: argparse.Namespace) -> str:
    """`QXYZ GG CCC` of the event asked for."""
    return f"{'3' if options.restored else '1'}{CODES[What(options.what)].contact_id} 00 {options.zone:>03}"


async def run_receiver(options: argparse.Namespace, heartbeat: bytes, line: Callable[[], bytes]) -> int:
    """Send it as often as asked; 0 when all of it was taken.

    Raises:
        ValueError: an option cannot be used.
    """
    octets = heartbeat if options.what == What.HEARTBEAT else line()
    async with cable_of(options) as cable:
        slips = Slips(slips_of(options), spoil_line, options.seed)
        receiver = Receiver(cable, heartbeat, slips, wait_s=options.wait)

        async def act(turn: int) -> Outcome:
            return await (receiver.beat() if octets is heartbeat else receiver.send(octets))

        return await repeat(options, f"{options.what} {options.account} → {options.line}", act)
