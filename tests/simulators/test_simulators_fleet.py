"""A small fleet against receivers on real sockets, both protocols."""

from __future__ import annotations

import asyncio

import pytest

from simulators.fleet import Fleet, FleetSettings
from simulators.target import Protocol, Transport
from tests.fakes.loop import until
from tests.simulators.receivers import dc09_receiver
from tests.simulators.scaip_receiver import scaip_receiver


@pytest.mark.parametrize("transport", [Transport.UDP, Transport.TCP])
async def test_every_unit_beats_and_some_press(transport: Transport) -> None:
    async with dc09_receiver(transport) as (dc09, first), scaip_receiver(transport) as (scaip, second):
        lines: list[str] = []
        settings = FleetSettings(
            targets={Protocol.DC09: first, Protocol.SCAIP: second},
            count=40,
            beat_s=0.15,
            presses_per_minute=6000,
            links=2,
            seconds=0.2,
        )
        tally = await Fleet(settings, lines.append).run()
        assert tally.answered == tally.sent >= 40
        assert (tally.refused, tally.unanswered, tally.waiting) == (0, 0, 0)
        assert tally.presses > 3
        beats = {f.account for f in dc09.frames if f.token == "NULL"}
        assert beats == {f"{1000 + n}" for n in range(0, 40, 2)}
        assert {d.cid for d in scaip.documents if d.mty.value == "PI"} == {f"{90000000 + n}" for n in range(1, 40, 2)}
        assert len(dc09.frames) + len(scaip.documents) == tally.sent
        assert lines
        assert lines[-1].startswith("in all")


async def test_it_stops_when_told_and_after_so_many_messages() -> None:
    async with dc09_receiver(Transport.UDP) as (_, target):
        settings = FleetSettings(
            targets={Protocol.DC09: target}, protocol=Protocol.DC09, count=100, beat_s=0.1, presses_per_minute=0
        )
        fleet = Fleet(settings, None)
        running = asyncio.ensure_future(fleet.run())
        await until(lambda: fleet.tally.answered > 5)
        fleet.stop()
        assert (await running).waiting == 0
        bounded = FleetSettings(
            targets={Protocol.DC09: target}, protocol=Protocol.DC09, beat_s=0.5, presses_per_minute=0, messages=10
        )
        assert 10 <= (await Fleet(bounded, None).run()).sent < 40


async def test_homes_may_be_anybodys() -> None:
    async with dc09_receiver(Transport.UDP) as (receiver, target):
        settings = FleetSettings(
            targets={Protocol.DC09: target},
            homes=((Protocol.DC09, "ABCD"),),
            beat_s=0.05,
            presses_per_minute=0,
            messages=1,
        )
        await Fleet(settings, None).run()
        assert receiver.frames[0].account == "ABCD"
