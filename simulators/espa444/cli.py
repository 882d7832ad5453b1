"""`alarm-sim espa444 WHAT`: a nurse-call system at the other end of a serial line."""

from __future__ import annotations

import argparse

from protocols.espa444 import CHARSETS, CallType, Espa444Error
from simulators.espa444.station import ControlStation, PolledStation, call_block, spoil_block
from simulators.serial.options import add_line_options, cable_of, repeat, slips_of
from simulators.serial.outcome import Outcome
from simulators.serial.slips import Slips

_TYPES = {"call": CallType.STANDARD, "speech": CallType.SPEECH, "reset": CallType.RESET}


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `espa444` and its options."""
    word = words.add_parser("espa444", help="a nurse-call system on a serial line (ESPA 4.4.4)")
    word.add_argument("what", choices=("poll", *_TYPES), help="a sign of life, or a call of some kind")
    add_line_options(word)
    word.add_argument("--role", choices=("control", "polled"), default="control", help="who polls: we, or the other")
    word.add_argument("--ours", metavar="DIGIT", help="our address; 1 in the control role, else 2")
    word.add_argument("--other", metavar="DIGIT", help="address of the other end; 2 in the control role, else 1")
    word.add_argument("--address", default="1001", metavar="TEXT", help="whom the call is about")
    word.add_argument("--text", default="LARM RUM 7")
    word.add_argument("--charset", choices=tuple(CHARSETS), default="auto")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Say it; 0 when all of it was taken.

    Raises:
        ValueError: an option cannot be used.
    """
    slips = Slips(slips_of(options), spoil_block, options.seed)
    call_type = _TYPES.get(options.what)
    try:
        block = call_block(
            options.address, options.text, call_type=call_type or CallType.STANDARD, charset=options.charset
        )
    except Espa444Error as error:
        raise ValueError(str(error)) from error
    async with cable_of(options) as cable:
        station: ControlStation | PolledStation
        if options.role == "control":
            station = ControlStation(cable, slips, options.ours or "1", options.other or "2")
        else:
            station = PolledStation(cable, slips, options.ours or "2", options.other or "1")

        async def act(turn: int) -> Outcome:
            if call_type is not None:
                return await station.call(block)
            return await (station.poll() if isinstance(station, ControlStation) else station.answer_poll())

        return await repeat(options, f"{options.what} {options.address} → {options.line}", act)
