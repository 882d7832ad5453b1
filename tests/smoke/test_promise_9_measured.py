"""Promise 9: socket to screen under one second, measured for every signal, always on."""

from __future__ import annotations

import pytest

from deploy.demo.headless import HeadlessConsole
from tests.fakes.loop import until
from tests.fakes.pace import asked
from tests.smoke.lab import Lab, ask, press

pytestmark = pytest.mark.slow


async def test_every_signal_gets_its_stamps(running: Lab) -> None:
    lab = running
    async with HeadlessConsole(lab.centre.feed, lab.token) as console:
        for number in range(1, 21):
            assert ask(lab, press(number, account=f"{1000 + 2 * number}")) is not None
        await until(lambda: len(console.shown) == 20)
        assert await asked(lambda: lab.metric('alarmd_stage_seconds_count{stage="painted"}') == 20)
        assert lab.metric('alarmd_stage_seconds_bucket{le="1.0",stage="painted"}') == 20
        assert await asked(lambda: all(signal["painted_at"] and signal["answered_at"] for signal in lab.signals()))
