"""`alarm-sim sos-access WHAT`: one message of a transmitter, with its faults."""

from __future__ import annotations

import argparse
import json

from protocols.sos_access import AlarmType
from simulators.answer import Answer
from simulators.clock import wall_now
from simulators.sos_access.transmitter import Transmitter
from simulators.wire import add_wire_options, slips_of, target_of

CODES = {"press": "QA", "fire": "FA", "threat": "PA", "battery": "XT", "mains": "AT", "test": "RX"}


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `sos-access` and its options."""
    word = words.add_parser("sos-access", help="a transmitter that speaks SOS Access v4")
    word.add_argument("what", help=f"{', '.join(CODES)}, ping, new-password, or any event code")
    add_wire_options(word, 19000, tls=True)
    word.add_argument("--secondary", metavar="HOST:PORT", help="the other receiver")
    word.add_argument("--code", default="4711", help="identity of the transmitter")
    word.add_argument("--type", default="TL001", help="as the centre has given it")
    word.add_argument("--password", default="hemligt-losen-1")
    word.add_argument("--restore", action="store_true", help="it is over")
    word.add_argument("--detector", default="", metavar="ID")
    word.add_argument("--text", default="")
    word.add_argument("--position", default="", metavar="N5919700E0180350")
    word.add_argument("--reference", default="")
    word.add_argument("--no-header", action="store_true", help="fault: leave the XML declaration out")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Send it; 0 when every message was taken."""
    targets = [target_of(text, options) for text in (options.target, options.secondary) if text]
    transmitter = Transmitter(
        targets, options.code, options.type, options.password, slips_of(options), not options.no_header
    )
    taken = True
    for _ in range(options.times):
        answer = await _send(transmitter, options)
        taken = taken and answer.taken
        line = json.dumps(answer.as_json()) if options.json else f"{options.what} {options.code}: {answer.line()}"
        print(line, flush=True)
    return 0 if taken else 1


async def _send(transmitter: Transmitter, options: argparse.Namespace) -> Answer:
    if options.what == "ping":
        return await transmitter.ping()
    if options.what == "new-password":
        return await transmitter.renew()
    return await transmitter.alarm(
        CODES.get(options.what, options.what),
        alarm_type=AlarmType.RESTORE if options.restore else AlarmType.ALARM,
        reference=options.reference,
        transmitter_time=f"{wall_now():%Y-%m-%d %H:%M:%S}.{wall_now().microsecond // 1000:03}",
        detector=options.detector,
        detector_text=options.text,
        position=options.position,
    )
