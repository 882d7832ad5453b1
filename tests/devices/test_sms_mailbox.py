"""The SMS door with the modem simulator: read, stored, and only then deleted (promise 1)."""

from __future__ import annotations

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Kind
from devices.sms import mailbox
from simulators.sms_modem.faults import Faults
from tests.fakes.sms import UNIT, open_bench

PRESS = ("life_safety", "press", False)
UNCLASSIFIED = ("life_safety", "unknown", False)


async def test_a_message_is_raised_and_deleted() -> None:
    async with open_bench() as bench:
        bench.sim.receive(UNIT.address, "SOS! lat: 59.32833 long: 18.06667")
        await bench.empty()
        assert bench.told == [PRESS]
        (signal,) = [s for s in bench.signals if s.kind is Kind.PRESS]
        assert (signal.unit_id, signal.subscriber_id, signal.tenant_id) == (7, 70, 2)
        assert signal.detail["latitude"] == "59.328330"
        assert bench.centre.contact.heard == [7]
        assert bench.centre.intake.answered_ids == [signal.id]


async def test_nothing_is_deleted_before_the_commit() -> None:
    async with open_bench() as bench:
        bench.centre.intake.hold()
        bench.sim.receive(UNIT.address, "SOS")
        await bench.until(lambda: bool(bench.told))
        assert len(bench.sim.places) == 1
        assert not [command for command in bench.sim.commands if command.startswith("AT+CMGD")]
        bench.centre.intake.release()
        await bench.empty()


async def test_a_message_that_is_not_taken_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "AGAIN_S", 0.01)
    async with open_bench() as bench:
        bench.centre.intake.verdict = Verdict.UNAVAILABLE
        bench.sim.receive(UNIT.address, "SOS")
        await bench.until(lambda: bench.sim.commands.count("AT+CMGL=4") > 2)
        assert bench.sim.places
        bench.centre.intake.verdict = Verdict.STORED
        await bench.empty()
        assert bench.told == [PRESS]


async def test_what_came_while_we_were_away_is_read_at_start() -> None:
    async with open_bench(before=lambda terminal: terminal.modem.receive(UNIT.address, "help me!")) as bench:
        await bench.empty()
        assert bench.told == [PRESS]


async def test_a_cut_reading_is_read_again() -> None:
    async with open_bench(faults=Faults(cut_readings=2)) as bench:
        bench.sim.receive(UNIT.address, "SOS, the whole of it")
        await bench.empty()
        assert bench.told == [PRESS]
        assert bench.signals[-1].detail["text"] == "SOS, the whole of it"


async def test_a_message_that_stays_cut_is_raised_as_it_is() -> None:
    async with open_bench(faults=Faults(cut_readings=99)) as bench:
        bench.sim.receive(UNIT.address, "xyz, the whole of it, and more of it than can be read")
        await bench.empty()
        assert bench.told[-1][:2] in (UNCLASSIFIED[:2], ("technical", "unknown"))


async def test_what_cannot_be_deleted_is_told_once() -> None:
    async with open_bench(faults=Faults(undeletable=True)) as bench:
        bench.sim.receive(UNIT.address, "SOS")
        await bench.until(lambda: "AT+CMGD=1" in bench.sim.commands)
        bench.sim.faults.undeletable = False
        bench.sim.receive(UNIT.address, "qwerty")
        await bench.until(lambda: len(bench.told) == 2)
        assert bench.told == [PRESS, UNCLASSIFIED]


async def test_a_direct_message_is_taken() -> None:
    async with open_bench() as bench:
        bench.sim.receive_direct(UNIT.address, "SOS")
        await bench.until(lambda: bool(bench.told))
        assert bench.told == [PRESS]


async def test_noise_and_slowness_lose_nothing() -> None:
    async with open_bench(faults=Faults(garbage=True, slow_s=0.001)) as bench:
        for number in range(5):
            bench.sim.receive(UNIT.address, f"SOS {number}")
        await bench.empty()
        assert bench.told == [PRESS] * 5
