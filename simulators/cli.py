"""`alarm-sim`: the words people type, and what they start."""

from __future__ import annotations

import argparse
import asyncio
import resource
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from importlib import import_module
from typing import Any

import uvloop

from protocols.dc09.errors import CallerError
from simulators.cli_options import (
    add_fleet_options,
    add_load_options,
    add_receiver_options,
    add_scenario_options,
    add_unit_options,
    key_of,
    read_account,
    receiver_target,
    targets_by_transport,
)
from simulators.cli_unit import run_unit
from simulators.dc09_frames import Dialler
from simulators.events import What
from simulators.fleet import Fleet, FleetSettings
from simulators.load import LoadResult, offer_dc09, offer_scaip, press_frames, press_order
from simulators.scenario import SILENCE, load
from simulators.scenario_play import Play
from simulators.serial import SERIAL_ROOMS
from simulators.target import Protocol, Transport, demo_address

ROOMS: Sequence[str] = (
    "bench",
    "espa_x",
    "ipa",
    "minifinder",
    "mqtt",
    "setracker",
    "sms_modem",
    "sos_access",
    "webhook",
)
"""Rooms of other kinds of units; the `cli` of each adds its own words: `add_words(words)`."""

ABOUT = "Alarm units that press, beat and misbehave: one, a scenario of some, or twenty thousand."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `alarm-sim`; the exit status is 0 when every message was taken, 1 when not, 2 for wrong arguments."""
    parser = _parser()
    options = parser.parse_args(arguments)
    run: Callable[[argparse.Namespace], Coroutine[Any, Any, int]] = options.run
    _allow_many_sockets()
    try:
        return uvloop.run(run(options))
    except (ValueError, CallerError) as error:
        print(f"alarm-sim: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"alarm-sim: {error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="alarm-sim", description=ABOUT)
    words = parser.add_subparsers(required=True, metavar="WORD")
    for what in [*What, SILENCE]:
        word = words.add_parser(str(what), help=_HELP[str(what)], description=_HELP[str(what)])
        add_receiver_options(word)
        add_unit_options(word)
        word.set_defaults(run=run_unit, what=str(what))
    fleet = words.add_parser("fleet", help="thousands of units that beat and now and then press")
    add_fleet_options(fleet)
    fleet.set_defaults(run=_run_fleet)
    scenario = words.add_parser("scenario", help="play a scenario: a TOML file, or a shipped one by its name")
    add_scenario_options(scenario)
    scenario.set_defaults(run=_run_scenario)
    offer = words.add_parser("load", help="offer presses at a fixed rate and print what came back as JSON")
    add_receiver_options(offer)
    add_load_options(offer)
    offer.set_defaults(run=_run_load)
    for room in (*ROOMS, *SERIAL_ROOMS):
        import_module(f"simulators.{room}.cli").add_words(words)
    return parser


_HELP = {
    "press": "a person presses the pendant",
    "fall": "a fall detector reports",
    "smoke": "a smoke detector reports",
    "gas": "a gas detector reports",
    "threat": "somebody is threatened and presses quietly",
    "inactivity": "no activity in the home",
    "battery": "the pendant's battery is low",
    "mains": "the unit has lost its mains",
    "pendant-lost": "the unit no longer hears the pendant",
    "test": "a test alarm (provlarm)",
    "cancel": "the person takes the alarm back",
    "heartbeat": "a sign of life",
    "silence": "some signs of life, then none: the centre shall notice",
}


async def _run_fleet(options: argparse.Namespace) -> int:
    targets = targets_by_transport(options)
    transport = Transport(options.transport)
    settings = FleetSettings(
        targets={p: targets(p, transport) for p in _protocols(options.protocol, transport)},
        protocol=None if options.protocol == "demo" else Protocol(options.protocol),
        count=options.count,
        first=options.first,
        seed=options.seed,
        beat_s=options.beat,
        presses_per_minute=options.press_rate,
        links=options.connections,
        like=Dialler(account="", key=key_of(options)),
        account=read_account(options),
        seconds=options.seconds,
        messages=options.messages,
    )
    fleet = Fleet(settings, say=None if options.quiet else print_now)
    _stop_on_signal(fleet.stop)
    tally = await fleet.run()
    return 0 if tally.sent and tally.answered == tally.sent else 1


def _protocols(word: str, transport: Transport) -> list[Protocol]:
    if word != "demo":
        return [Protocol(word)]
    if transport is Transport.TLS:
        raise ValueError("half of the demo's units speak DC-09, which knows no tls: add --protocol scaip")
    return list(Protocol)


async def _run_scenario(options: argparse.Namespace) -> int:
    play = Play(
        load(options.file),
        targets_by_transport(options),
        key=key_of(options),
        account=read_account(options),
        seed=options.seed,
        say=print_now,
    )
    _stop_on_signal(play.stop)
    outcomes = await play.run()
    return 0 if all(set(outcome.kinds) <= {"taken"} for outcome in outcomes) else 1


async def _run_load(options: argparse.Namespace) -> int:
    target = receiver_target(options)
    protocol = Protocol(options.protocol)
    addresses = [demo_address(protocol, options.first + n) for n in range(options.units)]
    order = press_order(round(options.rate * options.seconds), options.units, options.seed)
    result: LoadResult
    if protocol is Protocol.DC09:
        frames = press_frames(order, addresses, Dialler(account="", key=key_of(options)))
        result = await offer_dc09(target, frames, options.rate, connections=options.connections)
    else:
        account = read_account(options)
        result = await offer_scaip(
            target, addresses, order, options.rate, connections=options.connections, account=account
        )
    print_now(result.line())
    return 0 if result.answered == result.sent else 1


def print_now(line: str) -> None:
    """Print a line that a pipe gets at once."""
    print(line, flush=True)


def _stop_on_signal(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)


def _allow_many_sockets() -> None:
    """One socket a unit: raise the soft limit as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
