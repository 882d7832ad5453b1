"""The simulated ESPA stations against the real door on a pseudo terminal, with every fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from alarmd.domain.ports import Verdict
from simulators.espa444.station import ControlStation, PolledStation, call_block, spoil_block
from simulators.serial.cable import Cable
from simulators.serial.slips import Slips, SlipSettings
from tests.devices.serial_doors import open_line, unit
from tests.fakes.centre import TestCentre
from tests.fakes.serial_line import PseudoTerminal

NO_SLIPS = SlipSettings()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.espa444.station.PAUSE_S", 0)


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(unit("espa444", "1001"))


class First(Slips):
    """A fault that happens to the first message only."""

    def __init__(self, settings: SlipSettings, spoil: Callable[[bytes], bytes] = spoil_block) -> None:
        super().__init__(settings, spoil)
        self._left = 1

    def _happens(self, share: float) -> bool:
        if not share or not self._left:
            return False
        self._left -= 1
        return True


async def test_polls_and_calls(centre: TestCentre) -> None:
    async with open_line("espa444", centre) as (_, far):
        cable = Cable(far.master, lambda: None)
        sim = ControlStation(cable, Slips(NO_SLIPS, spoil_block))
        assert (await sim.poll()).taken
        outcome = await sim.call(call_block("1001", "LARM Kök"))
        assert (outcome.taken, outcome.tries, outcome.answers) == (True, 1, ("ACK",))
        cable.close()
    assert centre.intake.signals[0].detail["text"] == "LARM Kök"


@pytest.mark.parametrize(("slip", "first"), [("spoilt", "1 NAK"), ("cut", "1 NAK"), ("deaf", "deaf"), ("noise", "ACK")])
async def test_faults_are_overcome_and_the_call_is_there_once(
    centre: TestCentre, slip: str, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.espa444.listener.WITHIN_BLOCK_S", 0.02)
    async with open_line("espa444", centre) as (_, far):
        cable = Cable(far.master, lambda: None)
        sim = ControlStation(cable, First(SlipSettings(**{slip: 1.0})))
        outcome = await sim.call(call_block("1001", "LARM"))
        cable.close()
    assert outcome.taken
    assert outcome.answers[0] == first
    # A station that did not hear our answer calls again, and that is a new press for us (sheet §5.4).
    assert len(centre.intake.signals) == (2 if slip == "deaf" else 1)


async def test_a_call_that_cannot_be_stored_is_never_taken(centre: TestCentre) -> None:
    centre.intake.verdict = Verdict.UNAVAILABLE
    async with open_line("espa444", centre) as (_, far):
        cable = Cable(far.master, lambda: None)
        outcome = await ControlStation(cable, Slips(NO_SLIPS, spoil_block)).call(call_block("1001", "LARM"))
        cable.close()
    assert (outcome.taken, outcome.tries, set(outcome.answers)) == (False, 4, {"NAK"})


async def test_a_polled_station_speaks_when_it_is_asked(centre: TestCentre) -> None:
    async with open_line("espa444", centre, role="control", poll_s=0.2) as (_, far):
        cable = Cable(far.master, lambda: None)
        sim = PolledStation(cable, Slips(NO_SLIPS, spoil_block))
        assert (await sim.answer_poll()).taken
        assert (await sim.call(call_block("1001", "LARM"))).taken
        cable.close()
    assert len(centre.intake.signals) == 1


async def test_nobody_there(centre: TestCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.espa444.station.SELECT_S", 0.01)
    with PseudoTerminal() as far:
        cable = Cable(far.master, lambda: None)
        slips = Slips(NO_SLIPS, spoil_block)
        assert (await ControlStation(cable, slips).call(call_block("1", "x"))).answers == ("nothing",) * 4
        assert not (await PolledStation(cable, slips).answer_poll(0.01)).taken
        cable.close()
