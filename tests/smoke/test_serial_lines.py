"""Serial doors of a real daemon: stored when answered, on the screen under a second, and a pulled cable is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.demo.headless import HeadlessConsole
from protocols import ademco685, surgard
from simulators.espa444.station import ControlStation, call_block, spoil_block
from simulators.serial.cable import Cable, Line, open_cable
from simulators.serial.outcome import Outcome
from simulators.serial.receiver import Receiver, spoil_line
from simulators.serial.slips import Slips, SlipSettings
from tests.fakes.loop import until
from tests.fakes.pace import asked
from tests.smoke.lab import Lab

pytestmark = pytest.mark.slow

KINDS = ("espa444", "surgard", "ademco685")
DOOR = '[[doors]]\nkind = "{kind}"\nurl = "{url}"\n'


@asynccontextmanager
async def cables(lab: Lab) -> AsyncIterator[dict[str, Cable]]:
    """A running centre with a cable to each of its serial doors."""
    made = {kind: open_cable(f"pty:{url(lab, kind)}", Line()) for kind in KINDS}
    lab.centre.more += "".join(DOOR.format(kind=kind, url=url(lab, kind)) for kind in KINDS)
    lab.centre.write_settings()
    lab.centre.start()
    lab.log_in()
    try:
        yield made
    finally:
        for cable in made.values():
            cable.close()


def url(lab: Lab, kind: str) -> Path:
    return lab.centre.folder / f"tty-{kind}"


async def press(kind: str, cable: Cable) -> Outcome:
    if kind == "espa444":
        return await ControlStation(cable, Slips(SlipSettings(), spoil_block)).call(call_block("1001", "LARM RUM 7"))
    room = {"surgard": surgard, "ademco685": ademco685}[kind]
    receiver = Receiver(cable, room.build_heartbeat(), Slips(SlipSettings(), spoil_line))
    return await receiver.send(room.build_contact_id("4711", "1101 00 007"))


def stored(lab: Lab, kind: str) -> int:
    with lab.database() as database:
        return int(database.execute("SELECT count(*) FROM signals WHERE door = ?", (kind,)).fetchone()[0])


async def test_a_press_on_every_line_is_stored_when_it_is_answered_and_seen_at_once(lab: Lab) -> None:
    async with cables(lab) as made, HeadlessConsole(lab.centre.feed, lab.token) as console:
        for kind, cable in made.items():
            assert (await press(kind, cable)).taken
            assert stored(lab, kind) == 1
        await until(lambda: len(console.shown) == len(KINDS))
        assert await asked(lambda: lab.metric('alarmd_stage_seconds_count{stage="painted"}') == len(KINDS))
        assert lab.metric('alarmd_stage_seconds_bucket{le="1.0",stage="painted"}') == len(KINDS)


async def test_a_killed_daemon_has_what_it_answered(lab: Lab) -> None:
    async with cables(lab) as made:
        assert (await press("surgard", made["surgard"])).taken
        lab.centre.kill()
        assert stored(lab, "surgard") == 1


@pytest.mark.timeout(40)
async def test_a_pulled_cable_is_told_within_ten_seconds_and_ends_when_it_is_in_again(lab: Lab) -> None:
    async with cables(lab) as made:
        made.pop("surgard").close()
        began = asyncio.get_running_loop().time()
        assert await asked(lambda: doors_down(lab), 15)
        assert asyncio.get_running_loop().time() - began <= 10.5
        made["surgard"] = open_cable(f"pty:{url(lab, 'surgard')}", Line())
        assert await asked(lambda: not doors_down(lab), 15)
        assert (await press("surgard", made["surgard"])).taken


def doors_down(lab: Lab) -> list[object]:
    return [incident for incident in lab.incidents() if incident["kind"] == "door_down"]
