"""Bringing a modem up: card, PIN and network; each refusal says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from alarmd.config.doors.sms import SmsSettings
from devices.sms.listener import SmsDoor
from devices.sms.start_up import ModemUnusableError
from simulators.sms_modem.faults import Faults
from simulators.sms_modem.terminal import ModemTerminal
from tests.fakes.centre import TestCentre
from tests.fakes.sms import open_bench


async def refused(faults: Faults, **settings: str) -> ModemUnusableError:
    with pytest.raises(ModemUnusableError) as caught:
        async with open_bench(faults=faults, **settings):
            pass
    return caught.value


async def test_no_card() -> None:
    assert "there is none" in str(await refused(Faults(no_card=True)))


async def test_no_network() -> None:
    assert "finds no network" in str(await refused(Faults(no_network=True)))


async def test_a_pin_is_given_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "pin"
    file.write_text("1234\n")
    async with open_bench(faults=Faults(pin="1234"), pin_file=str(file)) as bench:
        assert 'AT+CPIN="1234"' in bench.sim.commands
        assert not any(b"1234" in raw for raw in bench.centre.tracer.raws)
    assert "name the file in pin_file" in str(await refused(Faults(pin="1234")))
    assert "cannot be read" in str(await refused(Faults(pin="1234"), pin_file=str(tmp_path / "none")))
    file.write_text("abc")
    assert "four to eight digits" in str(await refused(Faults(pin="1234"), pin_file=str(file)))


async def test_a_wrong_pin_is_given_once_only(tmp_path: Path) -> None:
    file = tmp_path / "pin"
    file.write_text("9999")
    with ModemTerminal(faults=Faults(pin="1234")) as terminal:
        door = SmsDoor(SmsSettings(url=terminal.path, pin_file=str(file)), TestCentre().centre, None, pause_s=0.0)
        for _ in range(3):
            with pytest.raises(ModemUnusableError):
                await door.open()
        assert terminal.modem.commands.count('AT+CPIN="9999"') == 1
        file.write_text("1234")
        await door.open()
        await door.close()
