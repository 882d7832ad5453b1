"""What tests of simulated units on streams share: options as typed, and the door that they knock at."""

from __future__ import annotations

import argparse
import json
from types import ModuleType
from typing import Any

import pytest

from devices.stream_door import StreamDoor
from simulators.target import Target


def at(door: StreamDoor[Any]) -> Target:
    return Target(*door.addresses["tcp"])


async def typed(cli: ModuleType, door: StreamDoor[Any], *words: str) -> int:
    """What `alarm-sim WORDS` does against the door."""
    parser = argparse.ArgumentParser()
    cli.add_words(parser.add_subparsers())
    options = parser.parse_args([*words, "--target", "{}:{}".format(*door.addresses["tcp"]), "--json"])
    result: int = await options.run(options)
    return result


def kinds(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()]
