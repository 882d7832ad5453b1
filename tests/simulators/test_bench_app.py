"""The bench by keyboard: a press is sent, its wire is shown with the answer, the link is cut, and q ends it."""

from __future__ import annotations

import pytest
from textual.widgets import ListView, RichLog

from simulators.bench.app import KEYS, Bench
from simulators.bench.unit import BenchUnit
from simulators.dc09_frames import Dialler
from simulators.scaip_messages import Caller
from simulators.target import Protocol, Target
from tests.simulators.receivers import dc09_receiver

pytestmark = pytest.mark.slow


def bench(target: Target, *addresses: str) -> Bench:
    app = Bench()
    app.units = [
        BenchUnit(target, Protocol.DC09, a, app.hear, dialler=Dialler(account=a), caller=Caller(cid=a))
        for a in addresses
    ]
    return app


def shown(app: Bench) -> str:
    return "\n".join(strip.text for strip in app.query_one(RichLog).lines)


async def test_by_keyboard() -> None:
    async with dc09_receiver() as (receiver, target):
        app = bench(target, "0042", "0043")
        async with app.run_test(size=(140, 40)) as pilot:
            app.query_one(ListView).focus()
            await pilot.press("p")
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert '"ADM-CID"' in shown(app)
            assert "0042   press: ACK" in shown(app)
            await pilot.press("down", "m")
            await app.workers.wait_for_complete()
            assert [frame.account for frame in receiver.frames] == ["0042", "0043"]
            await pilot.press("x", "f")
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert "fall: the link is cut" in shown(app)
            await pilot.press("c")
            await pilot.pause()
            assert shown(app) == ""
            await pilot.press("q")


def test_every_key_does_one_thing() -> None:
    assert len({what for what, _label in KEYS.values()}) == len(KEYS)
    assert not set(KEYS) & {"x", "c", "q"}
