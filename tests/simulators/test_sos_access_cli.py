"""`alarm-sim sos-access`: one line an answer, and an exit status."""

from __future__ import annotations

import argparse
import json

import pytest

from simulators.sos_access import cli
from tests.devices.stream_doors import open_stream_door
from tests.fakes.centre import TestCentre
from tests.simulators.test_sos_access_transmitter import SETTINGS
from tests.unit.sos_access_parts import UNIT


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli.add_words(parser.add_subparsers())
    return parser.parse_args(["sos-access", *words])


async def test_words(capsys: pytest.CaptureFixture[str]) -> None:
    centre = TestCentre(UNIT)
    async with open_stream_door(SETTINGS, centre) as door:
        target = ("--target", "{}:{}".format(*door.addresses["tcp"]), "--json")
        assert await cli.run(options("press", *target, "--times", "2", "--reference", "r", "--text", "Kök")) == 0
        assert await cli.run(options("mains", *target, "--restore")) == 0
        assert await cli.run(options("ping", *target)) == 0
        assert await cli.run(options("new-password", *target)) == 0
        assert await cli.run(options("ping", *target, "--password", "fel-losenord-12")) == 1
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["kind"] for answer in answers] == ["taken"] * 5 + ["refused"]
    assert [signal.code for signal in centre.intake.signals][:3] == ["QA", "QA", "AT"]
