"""`alarm-sim setracker WHAT`: one message of a watch, with its faults."""

from __future__ import annotations

import argparse

from simulators.setracker.watch import ALARMS, Watch
from simulators.wire import Asker, add_wire_options, show, slips_of, target_of


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `setracker` and its options."""
    word = words.add_parser("setracker", help="a Setracker watch or pendant")
    word.add_argument("what", help=f"{', '.join(ALARMS)}, link, init, position")
    add_wire_options(word, 8001)
    word.add_argument("--id", default="8800000017")
    word.add_argument("--battery", type=int, default=80, metavar="PERCENT")
    word.add_argument("--late", type=float, default=0.0, metavar="SECONDS", help="kept for lack of a link for so long")
    word.add_argument("--no-fix", action="store_true", help="without a position")
    word.add_argument("--wrong-length", action="store_true", help="fault: states a length that is wrong")
    word.add_argument("--answer-s", type=float, default=10.0, metavar="SECONDS", help="how long it waits")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Send it; 0 when every message was answered."""
    asker = Asker(target_of(options.target, options), slips_of(options), answer_s=options.answer_s)
    watch = Watch(asker, options.id, options.battery, options.late, wrong_length=options.wrong_length)
    if options.no_fix:
        watch.place = None
    taken = True
    try:
        for _ in range(options.times):
            answer = await watch.send(options.what)
            taken = taken and answer.taken
            show(answer, options, f"{options.what} {options.id}")
    finally:
        await asker.close()
    return 0 if taken else 1
