"""The DC-09 door as a whole: it opens both ways, counts, closes without losing an answer, and opens again."""

from __future__ import annotations

import asyncio

import pytest

from alarmd.config import Dc09Settings
from alarmd.domain.ports import Verdict
from devices.dc09.listener import Dc09Door
from devices.twisted_bridge import private_reactor, release_reactor
from tests.devices.dc09_doors import UNIT, client, counted, datagrams, open_door, press
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, turn, until


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT)


async def test_answers_under_way_leave_before_the_door_is_shut(centre: TestCentre) -> None:
    async with open_door(centre) as door, client(door) as unit, datagrams(door) as (transport, udp):
        centre.intake.hold()
        unit.send(press(1))
        transport.sendto(press(2))
        await until(lambda: len(centre.intake.submitted) == 2)
        shutting = asyncio.ensure_future(door.close())
        await settle()
        unit.send(press(3))
        assert not shutting.done()
        centre.intake.release()
        assert await unit.answers(1) == ["ACK 0001"]
        assert b'"ACK"0002' in await udp.answer()
        await shutting
        assert await unit.closed()
        assert len(centre.intake.submitted) == 2


@pytest.mark.slow
async def test_a_door_shuts_in_bounded_time_though_the_ledger_says_nothing(centre: TestCentre) -> None:
    async with open_door(centre) as door, client(door) as unit:
        centre.intake.hold()
        unit.send(press(1))
        await until(lambda: centre.intake.submitted)
        async with asyncio.timeout(4):
            await door.close()
        centre.intake.release()
        await turn()


async def test_a_taken_address_is_an_error_and_the_door_can_be_opened_later(centre: TestCentre) -> None:
    async with open_door(centre) as first:
        host, port = first.addresses["tcp"]
        reactor = private_reactor(asyncio.get_running_loop())
        second = Dc09Door(Dc09Settings(tcp=f"{host}:{port}"), centre.centre, reactor)
        with pytest.raises(Exception, match="Couldn't listen"):
            await second.open()
        await second.close()
        await first.close()
        await second.open()
        async with client(second) as unit:
            unit.send(press(1))
            assert await unit.answers(1) == ["ACK 0001"]
        await second.close()
        await turn()
        release_reactor(reactor)


async def test_open_connections_are_counted(centre: TestCentre) -> None:
    async with open_door(centre) as door:
        async with client(door) as unit:
            unit.send(press(1))
            await unit.answers(1)
            assert counted(centre, "alarmd_connections") == 1
        await until(lambda: counted(centre, "alarmd_connections") == 0)


async def test_drops_of_the_kernel_are_shown(centre: TestCentre) -> None:
    async with open_door(centre) as door:
        door._datagrams[0].drops = lambda: 17  # type: ignore[method-assign]
        watching = asyncio.ensure_future(door.serve())
        await until(lambda: counted(centre, "alarmd_udp_drops") == 17)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def test_the_last_rejects_can_be_looked_at(centre: TestCentre) -> None:
    async with open_door(centre) as door, client(door) as unit, datagrams(door) as (transport, _):
        unit.send(b"noise" + press(1))
        await unit.answers(1)
        transport.sendto(b"garbage")
        await until(lambda: len(door.rejects.latest()) == 2)
        assert [kept.raw for kept in door.rejects.latest()] == [b"garbage", b"noise"]


async def test_a_busy_lane_is_silence_and_the_repeat_is_answered(centre: TestCentre) -> None:
    async with open_door(centre) as door, client(door) as unit:
        centre.intake.verdict = Verdict.BUSY
        unit.send(press(1))
        assert await unit.silence()
        centre.intake.verdict = Verdict.STORED
        unit.send(press(1))
        assert await unit.answers(1) == ["ACK 0001"]
