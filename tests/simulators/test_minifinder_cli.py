"""`alarm-sim minifinder`."""

from __future__ import annotations

import pytest

from simulators.minifinder import cli
from tests.devices.stream_doors import open_stream_door
from tests.devices.test_minifinder_connection import SETTINGS, UNIT
from tests.fakes.centre import TestCentre
from tests.simulators.stream_units import kinds, typed


async def test_words(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_stream_door(SETTINGS, TestCentre(UNIT)) as door:
        assert await typed(cli, door, "minifinder", "sos", "--times", "2", "--no-fix", "--late", "60") == 0
        assert await typed(cli, door, "minifinder", "sos", "--wrong-crc", "--answer-s", "0.05") == 1
    assert kinds(capsys) == ["taken", "taken", "silent"]
