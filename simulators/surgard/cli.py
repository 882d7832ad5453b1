"""`alarm-sim surgard WHAT`: a receiver of the Sur-Gard family at the other end of a serial line."""

from __future__ import annotations

import argparse

from protocols.surgard import SurgardError, build_contact_id, build_heartbeat, build_sia
from simulators.events import CODES, What
from simulators.serial.receiver_cli import add_receiver_word, contact_id_of, run_receiver


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `surgard` and its options."""
    word = words.add_parser("surgard", help="a Sur-Gard receiver on a serial line")
    add_receiver_word(word)
    word.add_argument("--sia", action="store_true", help="as a SIA line instead of Contact ID")
    word.add_argument("--receiver", default="01", metavar="RR")
    word.add_argument("--card", default="1", metavar="L")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Send it; 0 when all of it was taken.

    Raises:
        ValueError: an option cannot be used.
    """

    def line() -> bytes:
        try:
            return _line(options)
        except SurgardError as error:
            raise ValueError(str(error)) from error

    return await run_receiver(options, build_heartbeat(options.receiver, options.card), line)


def _line(options: argparse.Namespace) -> bytes:
    if not options.sia:
        return build_contact_id(
            options.account, contact_id_of(options), receiver=options.receiver, card=options.card
        )  # fmt: skip
    codes = CODES[What(options.what)]
    code = codes.sia_restored if options.restored else codes.sia
    data = f"#{options.account}|Nri1{code}{options.zone}"
    return build_sia(data, receiver=options.receiver, card=options.card)
