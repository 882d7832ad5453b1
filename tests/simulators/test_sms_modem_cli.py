"""`alarm-sim modem`: its words, and what can be typed at it."""

from __future__ import annotations

import argparse
import os

import pytest

from simulators.sms_modem.cli import Typed, add_words, happen, run_modem
from simulators.sms_modem.terminal import ModemTerminal

NUMBER = "+46701740605"


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_words(parser.add_subparsers())
    return parser.parse_args(["modem", *words])


async def test_it_runs_for_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert await run_modem(options("--seconds", "0.02", "--text", "SOS", "--pin", "1234")) == 0
    assert capsys.readouterr().out.startswith("modem /dev/pts/")


async def test_what_is_typed_happens_however_it_is_cut() -> None:
    reading, writing = os.pipe()
    with ModemTerminal() as terminal:
        typed = Typed(terminal, reading)
        for piece in (f"sms {NUMBER} SOS\nsig", "nal 7\n\nsms 0701740605 x", "\n"):
            os.write(writing, piece.encode())
            typed.read()
        assert (len(terminal.modem.places), terminal.modem.strength) == (2, 7)
        os.close(writing)
        typed.read()
        os.close(reading)


async def test_what_can_happen() -> None:
    with ModemTerminal() as terminal:
        for line in (
            f"sms {NUMBER} SOS", f"call {NUMBER}", "network off", "network on", "signal 3", "restart", "plug", "unplug",
        ):  # fmt: skip
            assert happen(terminal, line).endswith("done")
        assert "nothing that can happen" in happen(terminal, "signal strong")
        assert (len(terminal.modem.places), terminal.modem.strength) == (1, 3)
