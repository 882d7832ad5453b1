"""One unit at a terminal: it speaks, and what the receiver answered is printed."""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import timedelta

from simulators.answer import Answer
from simulators.cli_options import faults_of, key_of, position_of, read_account, receiver_target
from simulators.clock import wall_now
from simulators.dc09_frames import Dialler, Token
from simulators.dc09_unit import Dc09Unit
from simulators.events import HEARTBEAT, Event, What
from simulators.scaip_messages import Caller
from simulators.scaip_unit import ScaipUnit
from simulators.scenario import SILENCE
from simulators.target import Protocol, Target, demo_address

Unit = Dc09Unit | ScaipUnit


async def run_unit(options: argparse.Namespace) -> int:
    """Send what was asked for, as often as was asked for; 0 when all of it was taken."""
    target = receiver_target(options)
    unit, address = _unit(options, target)
    event = _event(options)
    taken = True
    async with unit:
        if isinstance(unit, ScaipUnit) and options.register:
            status = await unit.register()
            _say(options, f"register {address} → {target}", str(status), {"register": status})
        for turn in range(options.times):
            if turn:
                await asyncio.sleep(_pause(unit, options.every))
            answer = await (unit.beat() if event is HEARTBEAT else unit.send(event))
            taken = taken and answer.taken
            _told(options, f"{event.what.value} {address} → {target}", answer)
    if options.what == SILENCE and not options.json:
        print(f"{address} is silent from now on")
    return 0 if taken else 1


def _pause(unit: Unit, every: float) -> float:
    """A heartbeat interval that the receiver has set goes before the one we were told."""
    interval = unit.interval_min * 60 if isinstance(unit, ScaipUnit) else 0
    return interval or every


def _unit(options: argparse.Namespace, target: Target) -> tuple[Unit, str]:
    faults = faults_of(options)
    if Protocol(options.protocol) is Protocol.DC09:
        address = options.unit or demo_address(Protocol.DC09, 0)
        dialler = Dialler(account=address, key=key_of(options), token=Token(options.token))
        return Dc09Unit(dialler, target, hold=not options.once, faults=faults, seed=options.seed), address
    address = options.unit or demo_address(Protocol.SCAIP, 1)
    caller = Caller(cid=address, account=read_account(options, address), callback=options.callback)
    return ScaipUnit(caller, target, faults=faults, seed=options.seed), address


def _event(options: argparse.Namespace) -> Event:
    if options.what in (SILENCE, What.HEARTBEAT):
        return HEARTBEAT
    late = timedelta(seconds=options.late)
    return Event(
        what=What(options.what),
        restored=options.restored,
        zone=options.zone,
        text=options.text,
        room=options.room,
        position=position_of(options),
        happened_at=wall_now() - late if options.late else None,
    )


def _told(options: argparse.Namespace, what: str, answer: Answer) -> None:
    _say(options, f"{what}  {answer.message}", answer.line(), answer.as_json())


def _say(options: argparse.Namespace, what: str, line: str, fields: dict[str, object]) -> None:
    print(json.dumps(fields) if options.json else f"{what}: {line}", flush=True)
