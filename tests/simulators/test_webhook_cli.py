"""`alarm-sim webhook`: one JSON line an answer, an exit status, and plain words for a secret that cannot be used."""

from __future__ import annotations

import argparse
import json

import pytest

from simulators.cli import main
from simulators.webhook import cli
from tests.devices.webhook_doors import SECRET, UNIT, webhook_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli.add_words(parser.add_subparsers())
    return parser.parse_args(["webhook", *words])


async def test_a_press_and_its_replay(capsys: pytest.CaptureFixture[str]) -> None:
    centre = TestCentre(UNIT)
    async with webhook_door(centre) as door:
        url = "http://{}:{}/v1/events".format(*door.addresses["http"])
        words = ("press", "--url", url, "--secret", SECRET, "--unit", "A1", "--times", "2", "--json")
        assert await cli.run(options(*words)) == 0
        assert await cli.run(options(*words, "--wrong-secret")) == 1
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["kind"] for answer in answers] == ["taken", "taken", "refused", "refused"]
    await turn()


def test_a_secret_that_cannot_be_used_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["webhook", "press", "--secret", "letmein"]) == 2
    assert "--secret: a secret is whsec_" in capsys.readouterr().err
