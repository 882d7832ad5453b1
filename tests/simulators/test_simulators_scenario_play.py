"""A scenario played against receivers on real sockets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from protocols.dc09.answer import nak
from protocols.dc09.frame import Frame
from simulators.scenario import parse
from simulators.scenario_play import Play
from simulators.sip_auth import Account
from simulators.target import Protocol, Target, Transport
from tests.fakes.loop import until
from tests.simulators.receivers import NOW, dc09_receiver
from tests.simulators.scaip_receiver import scaip_receiver

PLOT = """
title = "a short one"
seconds = 1
[[step]]
units = "0-3"
what = "press"
times = 2
every = 0.05
spread = 0.04
[[step]]
at = 0.02
units = "4-198/2"
what = "test"
[[step]]
at = 0.06
units = 0
what = "mains"
late_s = 3600
[[step]]
at = 0.06
units = 8
what = "heartbeat"
faults = { clock_skew_s = -3600 }
"""


async def test_everybody_does_what_the_plot_says() -> None:
    async with dc09_receiver(Transport.UDP) as (dc09, first), scaip_receiver() as (scaip, second):

        def targets(protocol: Protocol, transport: Transport) -> Target:
            assert transport is Transport.UDP
            return first if protocol is Protocol.DC09 else second

        def judge(frame: Frame) -> bytes:
            return nak(frame, NOW) if frame.timestamp == "11:00:00,03-01-2026" else dc09.ack(frame)

        dc09.reply = judge
        scaip.passwords = {f"{90000000 + n}": "secret" for n in (1, 3)}
        lines: list[str] = []
        play = Play(parse(PLOT), targets, account=Account("{unit}", "secret"), say=lines.append, wall=lambda: NOW)
        outcomes = await play.run()
        assert [dict(o.kinds) for o in outcomes] == [{"taken": 8}, {"taken": 98}, {"taken": 1}, {"taken": 1}]
        assert sorted(d.cid for d in scaip.documents) == ["90000001"] * 2 + ["90000003"] * 2
        presses = [f for f in dc09.frames if "1101" in f.data]
        assert len({f.seq for f in presses if f.account == "1000"}) == 2
        [late] = [f for f in dc09.frames if "1301" in f.data]
        at = datetime.strptime(late.extended[0].value, "%H:%M:%S,%m-%d-%Y").replace(tzinfo=UTC)
        assert (NOW - at).total_seconds() == 3600
        assert lines[0] == "a short one: 1 s"
        assert "taken 98" in lines[-3]


async def test_it_stops_when_told() -> None:
    async with dc09_receiver(Transport.UDP) as (dc09, target):
        plot = 'seconds = 60\n[[step]]\nprotocol = "dc09"\nunits = 0\nwhat = "press"\ntimes = 60\nevery = 1'
        play = Play(parse(plot), lambda protocol, transport: target, say=None)
        running = asyncio.ensure_future(play.run())
        await until(lambda: dc09.frames)
        play.stop()
        [outcome] = await running
        assert outcome.kinds.total() == 1
