"""Promise 4: a press is never swallowed; only a retransmission inside the retry span is folded."""

from __future__ import annotations

import pytest

from deploy.demo.headless import HeadlessConsole
from tests.fakes.loop import until
from tests.smoke.lab import Lab, ask, press

pytestmark = pytest.mark.slow


async def test_a_retransmission_folds_and_anything_later_rings_again(running: Lab) -> None:
    lab = running
    async with HeadlessConsole(lab.centre.feed, lab.token) as console:
        for _ in range(3):
            answer = ask(lab, press(1))
            assert answer is not None
            assert answer.token == "ACK"
        await until(lambda: len(console.shown) == 1)
        assert len(lab.signals()) == 1
        assert lab.metric('alarmd_folds_total{door="dc09"}') == 2
        lab.move_clock(61)
        assert ask(lab, press(1)) is not None
        assert ask(lab, press(2)) is not None
        await until(lambda: len(console.shown) == 3)
        (incident,) = lab.incidents()
        assert incident["presses"] == 3
        assert incident["priority"] == 90
