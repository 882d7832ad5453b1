"""`alarm-sim setracker`."""

from __future__ import annotations

import pytest

from simulators.setracker import cli
from tests.devices.stream_doors import open_stream_door
from tests.devices.test_setracker_connection import SETTINGS, UNIT
from tests.fakes.centre import TestCentre
from tests.simulators.stream_units import kinds, typed


async def test_words(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_stream_door(SETTINGS, TestCentre(UNIT)) as door:
        assert await typed(cli, door, "setracker", "sos", "--times", "2", "--no-fix", "--wrong-length") == 0
        assert await typed(cli, door, "setracker", "sos", "--cut-at", "9", "--answer-s", "0.05") == 1
    assert kinds(capsys) == ["taken", "taken", "silent"]
