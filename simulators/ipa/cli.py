"""`alarm-sim ipa WHAT`: a system sends an alarm, its reset, a text or a heartbeat, with its faults."""

from __future__ import annotations

import argparse

from protocols.ipa import Qualifier
from simulators.answer import Answer
from simulators.ipa.sender import Sender
from simulators.wire import Asker, add_wire_options, show, slips_of, target_of


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `ipa` and its options."""
    word = words.add_parser("ipa", help="a system that speaks IPA")
    word.add_argument("what", help="heartbeat, text, or a type of alarm such as ASSIST")
    add_wire_options(word, 5090, tls=True)
    word.add_argument("--client", default="huset")
    word.add_argument("--password", default="")
    word.add_argument("--source", default="209")
    word.add_argument("--reset", action="store_true", help="it is over")
    word.add_argument("--text", default="")
    word.add_argument("--id", default="1")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Send it; 0 when every message was taken."""
    asker = Asker(target_of(options.target, options), slips_of(options))
    sender = Sender(asker, options.client, options.password)
    taken = True
    try:
        for _ in range(options.times):
            answer = await _act(sender, options)
            taken = taken and answer.taken
            show(answer, options, f"{options.what} {options.client}")
    finally:
        await asker.close()
    return 0 if taken else 1


async def _act(sender: Sender, options: argparse.Namespace) -> Answer:
    if options.what == "heartbeat":
        return await sender.beat(options.id)
    if options.what == "text":
        return await sender.text(options.id, options.source, options.text)
    qualifier = Qualifier.RESET if options.reset else Qualifier.NEW
    return await sender.alarm(options.id, options.source, options.what, qualifier)
