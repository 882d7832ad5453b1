"""Commands in their turn: urgent ones first, late ones given up."""

from __future__ import annotations

import asyncio

import pytest

from alarmd.config.doors.sms import SmsSettings
from devices.sms import modem
from devices.sms.modem import ModemLostError
from simulators.sms_modem.faults import Faults
from simulators.sms_modem.terminal import ModemTerminal


async def test_a_deaf_modem_is_lost() -> None:
    with ModemTerminal(faults=Faults(deaf=True)) as terminal:
        heard: list[object] = []
        deaf = modem.Modem(SmsSettings(url=terminal.path), heard.append, lambda *_: None)
        await deaf.open()
        command = modem.Command("AT", "AT", within_s=0.01)
        first, second = asyncio.ensure_future(deaf.ask(command)), asyncio.ensure_future(deaf.ask(command))
        with pytest.raises(ModemLostError, match="did not answer AT"):
            await first
        with pytest.raises(ModemLostError):
            await second
        with pytest.raises(ModemLostError):
            await deaf.failed()
        await deaf.close()
        with pytest.raises(ModemLostError):
            await deaf.ask(command)


async def test_urgent_commands_go_first() -> None:
    with ModemTerminal() as terminal:
        quiet = modem.Modem(SmsSettings(url=terminal.path), [].append, lambda *_: None, pause_s=0.0)
        await quiet.open()
        gone = asyncio.ensure_future(quiet.ask(modem.Command("AT+GONE", "x")))
        gone.cancel()
        await asyncio.gather(
            quiet.ask(modem.Command("AT+X=0", "x")),
            quiet.ask(modem.Command("AT+X=1", "x")),
            quiet.ask(modem.Command("AT+URGENT", "x"), urgent=True),
        )
        assert terminal.modem.commands == ["AT+X=0", "AT+URGENT", "AT+X=1"]
        await quiet.close()
