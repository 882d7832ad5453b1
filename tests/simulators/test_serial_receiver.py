"""The simulated receiver against the real doors: four tries, the lost computer, and what it held."""

from __future__ import annotations

import pytest

from alarmd.domain.ports import Verdict
from protocols import ademco685, surgard
from simulators.serial.cable import Cable
from simulators.serial.receiver import MOST_HELD, Receiver, spoil_line
from simulators.serial.slips import Slips, SlipSettings
from tests.devices.serial_doors import open_line, unit
from tests.fakes.centre import TestCentre

LINES = {
    "surgard": (surgard.build_heartbeat(), surgard.build_contact_id("4711", "1101 00 007")),
    "ademco685": (ademco685.build_heartbeat(), ademco685.build_contact_id("4711", "1101 00 007")),
}


@pytest.mark.parametrize("kind", sorted(LINES))
async def test_lines_and_heartbeats_are_taken(kind: str) -> None:
    centre = TestCentre(unit(kind, "4711"))
    heartbeat, press = LINES[kind]
    async with open_line(kind, centre) as (_, far):
        cable = Cable(far.master, lambda: None)
        receiver = Receiver(cable, heartbeat, Slips(SlipSettings(), spoil_line))
        assert (await receiver.beat()).taken
        outcome = await receiver.send(press)
        cable.close()
    assert (outcome.taken, outcome.tries) == (True, 1)
    assert len(centre.intake.signals) == 1


async def test_after_four_tries_the_computer_is_lost_until_it_answers_a_heartbeat() -> None:
    centre = TestCentre(unit("surgard", "4711"))
    centre.intake.verdict = Verdict.UNAVAILABLE
    heartbeat, press = LINES["surgard"]
    async with open_line("surgard", centre) as (_, far):
        cable = Cable(far.master, lambda: None)
        receiver = Receiver(cable, heartbeat, Slips(SlipSettings(), spoil_line), wait_s=0.02)
        outcome = await receiver.send(press)
        assert (outcome.taken, outcome.tries, receiver.computer_lost) == (False, 4, True)
        assert (await receiver.send(press)).tries == 0
        centre.intake.verdict = Verdict.STORED
        receiver._wait_s = 2.0
        assert (await receiver.beat()).taken
        assert not receiver.computer_lost
        cable.close()
    assert receiver.held.maxlen == MOST_HELD
    # Held twice and sent twice: the second one came after our answer, so it counts as a press of its own.
    assert len(centre.intake.signals) == 2


async def test_a_spoilt_line_is_sent_back_and_comes_again() -> None:
    centre = TestCentre(unit("surgard", "4711"))
    heartbeat, press = LINES["surgard"]
    async with open_line("surgard", centre) as (door, far):
        cable = Cable(far.master, lambda: None)
        spoilt = Slips(SlipSettings(spoilt=1.0), spoil_line)
        outcome = await Receiver(cable, heartbeat, spoilt, wait_s=2.0, tries=1).send(press)
        assert outcome.answers == ("NAK",)
        assert (await Receiver(cable, heartbeat, Slips(SlipSettings(), spoil_line)).send(press)).taken
        cable.close()
        assert [reject.reason for reject in door.rejects.latest()] == ["damaged"]
    assert len(centre.intake.signals) == 1
