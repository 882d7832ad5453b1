"""`alarm-sim minifinder WHAT`: one message of a pendant, with its faults."""

from __future__ import annotations

import argparse

from simulators.minifinder.pendant import ALARMS, Pendant
from simulators.wire import Asker, add_wire_options, show, slips_of, target_of


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `minifinder` and its options."""
    word = words.add_parser("minifinder", help="a MiniFinder (EV-07B) pendant")
    word.add_argument("what", help=f"{', '.join(ALARMS)}, heartbeat, position, time")
    add_wire_options(word, 5200)
    word.add_argument("--imei", default="350000000000017")
    word.add_argument("--battery", type=int, default=80, metavar="PERCENT")
    word.add_argument("--late", type=float, default=0.0, metavar="SECONDS", help="kept for lack of a link for so long")
    word.add_argument("--no-fix", action="store_true", help="without a position")
    word.add_argument("--wrong-crc", action="store_true", help="fault: checksums that do not fit")
    word.add_argument("--answer-s", type=float, default=10.0, metavar="SECONDS", help="how long it waits")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Send it; 0 when every message was answered."""
    asker = Asker(target_of(options.target, options), slips_of(options), answer_s=options.answer_s)
    pendant = Pendant(asker, options.imei, options.battery, options.late, wrong_crc=options.wrong_crc)
    if options.no_fix:
        pendant.place = None
    taken = True
    try:
        for _ in range(options.times):
            answer = await pendant.send(options.what)
            taken = taken and answer.taken
            show(answer, options, f"{options.what} {options.imei}")
    finally:
        await asker.close()
    return 0 if taken else 1
