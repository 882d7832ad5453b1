"""`alarm-sim espa-x WHAT`: a nurse-call system calls, ends a call or beats, with its faults."""

from __future__ import annotations

import argparse

from simulators.answer import Answer
from simulators.espa_x.caller import Caller
from simulators.wire import Asker, add_wire_options, show, slips_of, target_of


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `espa-x` and its options."""
    word = words.add_parser("espa-x", help="a nurse-call system that speaks ESPA-X")
    word.add_argument("what", choices=["call", "call-and-stop", "heartbeat"])
    add_wire_options(word, 2023, tls=True)
    word.add_argument("--user", default="larm")
    word.add_argument("--password", default="hemligt")
    word.add_argument("--room", default="214")
    word.add_argument("--text", default="")
    word.add_argument("--reference", default="1")
    word.add_argument("--no-login", action="store_true", help="fault: calls without a login")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Send it; 0 when every message was taken."""
    asker = Asker(target_of(options.target, options), slips_of(options))
    caller = Caller(asker, options.user, options.password, not options.no_login)
    taken = True
    try:
        for _ in range(options.times):
            for answer in await _act(caller, options):
                taken = taken and answer.taken
                show(answer, options, f"{options.what} {options.user}")
    finally:
        await asker.close()
    return 0 if taken else 1


async def _act(caller: Caller, options: argparse.Namespace) -> list[Answer]:
    if options.what == "heartbeat":
        return [await caller.beat()]
    answers = [await caller.call(options.reference, options.room, options.text)]
    if options.what == "call-and-stop":
        answers.append(await caller.stop(options.reference))
    return answers
