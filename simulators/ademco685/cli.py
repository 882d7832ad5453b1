"""`alarm-sim ademco685 WHAT`: an Ademco 685 receiver at the other end of a serial line."""

from __future__ import annotations

import argparse

from protocols.ademco685 import Ademco685Error, build_contact_id, build_heartbeat
from simulators.serial.receiver_cli import add_receiver_word, contact_id_of, run_receiver


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `ademco685` and its options."""
    word = words.add_parser("ademco685", help="an Ademco 685 receiver on a serial line")
    add_receiver_word(word)
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Send it; 0 when all of it was taken.

    Raises:
        ValueError: an option cannot be used.
    """

    def line() -> bytes:
        try:
            return build_contact_id(options.account, contact_id_of(options))
        except Ademco685Error as error:
            raise ValueError(str(error)) from error

    return await run_receiver(options, build_heartbeat(), line)
