"""Card, network, signal, storage, port: what stands in the way is told, and restored when it is over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from alarmd.config.doors.sms import SmsSettings
from devices.serial_port import SerialPortError
from devices.sms import listener
from devices.sms.listener import SmsDoor
from devices.sms.modem import ModemLostError
from devices.sms.start_up import ModemUnusableError
from simulators.sms_modem.faults import Faults
from simulators.sms_modem.terminal import ModemTerminal
from tests.fakes.centre import TestCentre
from tests.fakes.sms import UNIT, open_bench


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (lambda terminal: terminal.modem.take_card(), "card"),
        (lambda terminal: terminal.modem.restart(), "started anew"),
        (lambda terminal: terminal.pull_out(), "serial line"),
    ],
)
async def test_what_ends_the_service(happens: object, reason: str) -> None:
    assert callable(happens)
    centre = TestCentre(UNIT)
    with ModemTerminal() as terminal:
        door = SmsDoor(SmsSettings(url=terminal.path), centre.centre, None, pause_s=0.0)
        await door.open()
        loop = asyncio.get_running_loop()
        loop.call_later(0.02, happens, terminal)
        with pytest.raises((ModemLostError, SerialPortError), match=reason):
            await door.serve()
        await door.close()


async def test_a_network_that_stays_away_shuts_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "NETWORK_AWAY_S", 0.02)
    monkeypatch.setattr(listener, "NETWORK_STEP_S", 0.01)
    with ModemTerminal() as terminal:
        door = SmsDoor(SmsSettings(url=terminal.path), TestCentre(UNIT).centre, None, pause_s=0.0)
        await door.open()
        asyncio.get_running_loop().call_later(0.02, terminal.modem.lose_network)
        with pytest.raises(ModemUnusableError, match="no network"):
            await door.serve()
        await door.close()


async def test_a_short_absence_of_the_network_is_borne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "NETWORK_STEP_S", 0.01)
    async with open_bench() as bench:
        await bench.until(lambda: "AT+CSQ" in bench.sim.commands)
        asked = bench.sim.commands.count("AT+CREG?")
        bench.sim.lose_network()
        await bench.until(lambda: bench.sim.commands.count("AT+CREG?") > asked + 1)
        bench.sim.lose_network(lost=False)
        bench.sim.receive(UNIT.address, "SOS")
        await bench.empty()
        assert len(bench.told) == 1


async def test_weak_signal_and_full_storage_are_told_and_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "POLL_S", 0.02)
    async with open_bench(faults=Faults(undeletable=True)) as bench:

        def condition() -> list[tuple[str, bool]]:
            return [(s.peripheral, s.restore) for s in bench.centre.intake.signals if s.address == "modem sms"]

        await bench.until(lambda: len(condition()) == 2)
        assert condition() == [("signal", True), ("storage", True)]
        bench.sim.strength = 3
        await bench.until(lambda: len(condition()) == 3)
        bench.sim.strength = 12
        await bench.until(lambda: len(condition()) == 4)
        for number in range(14):
            bench.sim.receive(UNIT.address, f"SOS {number}")
        await bench.until(lambda: len(condition()) == 5)
        assert condition()[2:] == [("signal", False), ("signal", True), ("storage", False)]
        registry = bench.centre.telemetry.registry
        assert registry.get_sample_value("alarmd_modem_signal", {"door": "sms"}) == 12.0
        assert (registry.get_sample_value("alarmd_modem_storage", {"door": "sms"}) or 0.0) >= 0.7


async def test_the_port_is_gone_and_back_under_its_name(tmp_path: Path) -> None:
    link = str(tmp_path / "modem")
    with ModemTerminal(link=link) as terminal:
        door = SmsDoor(SmsSettings(url=link), TestCentre(UNIT).centre, None, pause_s=0.0)
        await door.open()
        terminal.pull_out()
        with pytest.raises(SerialPortError):
            await door.serve()
        with pytest.raises(SerialPortError):
            await door.open()
        terminal.plug_in()
        await door.open()
        await door.close()
