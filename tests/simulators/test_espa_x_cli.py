"""`alarm-sim espa-x`."""

from __future__ import annotations

import pytest

from simulators.espa_x import cli
from tests.devices.stream_doors import open_stream_door
from tests.devices.test_espa_x_listener import SETTINGS
from tests.fakes.centre import TestCentre
from tests.simulators.stream_units import kinds, typed
from tests.unit.test_espa_x_session import STATION


async def test_words(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_stream_door(SETTINGS, TestCentre(STATION)) as door:
        assert await typed(cli, door, "espa-x", "call-and-stop") == 0
        assert await typed(cli, door, "espa-x", "heartbeat") == 0
        assert await typed(cli, door, "espa-x", "call", "--no-login") == 1
    assert kinds(capsys) == ["taken", "taken", "taken", "refused"]
