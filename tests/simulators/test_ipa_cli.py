"""`alarm-sim ipa`."""

from __future__ import annotations

import pytest

from simulators.ipa import cli
from tests.devices.stream_doors import open_stream_door
from tests.devices.test_ipa_listener import SETTINGS
from tests.fakes.centre import TestCentre
from tests.simulators.stream_units import kinds, typed
from tests.unit.test_ipa_reception import STATION


async def test_words(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_stream_door(SETTINGS, TestCentre(STATION)) as door:
        for words in (("ASSIST",), ("ASSIST", "--reset"), ("text", "--text", "Larm"), ("heartbeat",)):
            assert await typed(cli, door, "ipa", *words, "--password", "hemligt") == 0
        assert await typed(cli, door, "ipa", "heartbeat") == 1
    assert kinds(capsys) == ["taken"] * 4 + ["refused"]
