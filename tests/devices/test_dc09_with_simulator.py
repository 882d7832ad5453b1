"""Our own dialler against our own door: every way and key, a wrong clock, a beat, and the command line."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace

import pytest

from alarmd.domain.signal import Flag, Kind, Lane
from devices.dc09.listener import Dc09Door
from protocols.dc09.keys import parse_key
from simulators.answer import Kind as Answered
from simulators.dc09_frames import Dialler, Token
from simulators.dc09_unit import Dc09Unit, Tries
from simulators.events import Event, What
from simulators.faults import FaultSettings
from simulators.target import Target, Transport
from tests.devices.dc09_doors import UNIT, open_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn

KEYS = {"plain": "", "AES-128": "hex:" + "00112233445566778899aabbccddeeff", "AES-256": "hex:" + "0f" * 32}
WAYS = [Transport.TCP, Transport.UDP]


def centre_for(key: str) -> TestCentre:
    return TestCentre(replace(UNIT, settings={"key": KEYS[key]} if KEYS[key] else {}))


def target(door: Dc09Door, way: Transport) -> Target:
    host, port = door.addresses[way.value]
    return Target(host, port, way)


def dialler(key: str, token: Token = Token.CONTACT_ID) -> Dialler:
    return Dialler(account="0123", key=parse_key(KEYS[key]) if KEYS[key] else None, token=token)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", list(KEYS))
@pytest.mark.parametrize("token", list(Token))
async def test_presses_and_beats_are_heard_and_answered(way: Transport, key: str, token: Token) -> None:
    centre = centre_for(key)
    async with open_door(centre) as door, Dc09Unit(dialler(key, token), target(door, way)) as unit:
        for what in (What.PRESS, What.SMOKE, What.BATTERY):
            answer = await unit.send(Event(what=what))
            assert (answer.kind, answer.said, answer.tries) == (Answered.TAKEN, "*ACK" if KEYS[key] else "ACK", 1)
        assert (await unit.beat()).taken
    kinds = [(signal.kind, signal.lane, signal.flags) for signal in centre.intake.signals]
    assert kinds == [
        (Kind.PRESS, Lane.LIFE_SAFETY, frozenset()),
        (Kind.FIRE, Lane.LIFE_SAFETY, frozenset()),
        (Kind.BATTERY, Lane.TECHNICAL, frozenset()),
    ]
    assert centre.contact.heard == [UNIT.id] * 4


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", ["plain", "AES-128"])
async def test_a_wrong_clock_is_set_by_nak_and_the_press_is_one(way: Transport, key: str) -> None:
    centre = centre_for(key)
    faults = FaultSettings(clock_skew_s=-3600)
    async with open_door(centre) as door, Dc09Unit(dialler(key), target(door, way), faults=faults) as unit:
        answer = await unit.send(Event(what=What.PRESS))
        assert (answer.taken, answer.clock_set) == (True, True)
    (signal,) = centre.intake.signals
    assert Flag.CLOCK_WRONG in signal.flags


async def test_a_clock_that_cannot_be_set_is_taken_at_the_third_try_and_told() -> None:
    centre = centre_for("AES-128")
    faults = FaultSettings(clock_skew_s=-3600, stuck_clock=True)
    unit = dialler("AES-128")
    async with open_door(centre) as door, Dc09Unit(unit, target(door, Transport.TCP), faults=faults) as stuck:
        assert (await stuck.send(Event(what=What.PRESS))).taken
    assert {signal.kind for signal in centre.intake.signals} == {Kind.PRESS, Kind.WRONG_CLOCK}


async def test_a_wrong_key_rings_and_is_not_answered() -> None:
    centre = centre_for("AES-128")
    faults = FaultSettings(wrong_key=True)
    async with open_door(centre) as door:
        line = target(door, Transport.UDP)
        async with Dc09Unit(dialler("AES-128"), line, faults=faults, tries=Tries(3, 0.05)) as unit:
            assert (await unit.send(Event(what=What.PRESS))).kind is Answered.SILENT
    rings = [signal for signal in centre.intake.signals if signal.lane is Lane.LIFE_SAFETY]
    assert [(signal.kind, signal.unit_id) for signal in rings] == [(Kind.UNKNOWN, UNIT.id)]


async def test_a_damaged_frame_is_repeated_and_one_press() -> None:
    centre = centre_for("plain")
    faults = FaultSettings(wrong_crc=0.5)
    async with open_door(centre) as door:
        line = target(door, Transport.UDP)
        async with Dc09Unit(dialler("plain"), line, faults=faults, seed=3, tries=Tries(20, 0.03)) as unit:
            answers = [await unit.send(Event(what=What.PRESS)) for _ in range(5)]
    assert all(answer.taken for answer in answers)
    assert len(centre.intake.signals) == 5
    assert {kept.reason for kept in door.rejects.latest()} == {"bad_crc"}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", list(KEYS))
async def test_the_command_line_presses(way: Transport, key: str) -> None:
    centre = centre_for(key)
    async with open_door(centre) as door:
        host, port = door.addresses[way.value]
        words = ["--protocol", "dc09", "--transport", way.value, "--target", f"{host}:{port}", "--unit", "0123"]
        words += ["--key", KEYS[key]] if KEYS[key] else []
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "simulators", "press", *words, "--json", stdout=asyncio.subprocess.PIPE
        )
        out, _ = await asyncio.wait_for(process.communicate(), 15)
        await turn()
    assert process.returncode == 0
    assert json.loads(out.splitlines()[0])
    assert [signal.kind for signal in centre.intake.signals] == [Kind.PRESS]
