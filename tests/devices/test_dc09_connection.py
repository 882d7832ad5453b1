"""One TCP connection: glued, split and noisy streams, order, limits, back-pressure, and every way to end."""

from __future__ import annotations

import asyncio
import socket

import pytest

from alarmd.domain.ports import Verdict
from devices.connection import MOST_OWED
from protocols.dc09 import build
from tests.devices.dc09_doors import UNIT, client, counted, open_door, press
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, turn, until


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT)


async def test_a_bad_frame_costs_only_itself(centre: TestCentre) -> None:
    broken = bytearray(press(1))
    broken[1:5] = b"0000"
    async with open_door(centre) as door, client(door) as unit:
        unit.send(bytes(broken) + press(2))
        assert await unit.answers(1) == ["ACK 0002"]
    assert len(centre.intake.signals) == 1


async def test_answers_keep_their_order_though_a_link_test_overtakes(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_door(centre) as door, client(door) as unit:
        unit.send(press(1) + build("NULL", "0002", "0123"))
        await until(lambda: centre.intake.submitted and centre.contact.heard[1:])
        assert await unit.silence()
        centre.intake.release()
        assert await unit.answers(2) == ["ACK 0001", "ACK 0002"]


async def test_a_third_connection_from_one_source_is_sent_away(centre: TestCentre) -> None:
    async with open_door(centre, connections_per_source=2) as door, client(door) as first, client(door) as second:
        for number, unit in enumerate((first, second), 1):
            unit.send(press(number))
            await unit.answers(1)
        async with client(door) as third:
            third.send(press(3))
            assert await third.closed()
        assert counted(centre, "alarmd_refused_total", reason="connections") == 1
        first.send(press(4))
        assert await first.answers(1) == ["ACK 0004"]


async def test_too_many_bytes_without_a_frame_are_let_go_and_the_next_frame_is_heard(centre: TestCentre) -> None:
    async with open_door(centre) as door, client(door) as unit:
        unit.send(b'\n00000FFF"' + b"A" * 20_000 + b"x" * 20_000)
        await until(lambda: sum(len(kept.raw) for kept in door.rejects.latest()) > 30_000)
        unit.send(press(1))
        assert await unit.answers(1) == ["ACK 0001"]
        assert all(len(kept.raw) <= 4096 for kept in door.rejects.latest())


async def test_a_silent_connection_is_closed(centre: TestCentre) -> None:
    async with open_door(centre, first_byte_s=0.03) as door, client(door) as unit:
        assert await unit.closed()


async def test_an_idle_connection_is_closed_and_a_talking_one_is_not(centre: TestCentre) -> None:
    async with open_door(centre, first_byte_s=0.03, idle_s=0.12) as door, client(door) as unit:
        for number in range(1, 5):
            unit.send(press(number))
            assert await unit.answers(1) == [f"ACK {number:04}"]
            await settle()
        assert await unit.closed()


async def test_half_a_frame_at_the_end_is_noted_and_not_answered(centre: TestCentre) -> None:
    async with open_door(centre) as door, client(door) as unit:
        unit.send(press(1)[:20])
        unit.writer.write_eof()
        assert await unit.closed()
        assert [kept.reason for kept in door.rejects.latest()] == ["cut"]


async def test_a_unit_that_closes_its_half_still_gets_its_answers(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_door(centre) as door, client(door) as unit:
        unit.send(press(1) + press(2))
        unit.writer.write_eof()
        await until(lambda: len(centre.intake.submitted) == 2)
        assert await unit.silence()
        centre.intake.release()
        assert await unit.answers(2) == ["ACK 0001", "ACK 0002"]
        assert await unit.closed()


async def test_a_unit_that_closes_its_half_and_is_not_answered_is_closed(centre: TestCentre) -> None:
    centre.intake.verdict = Verdict.UNAVAILABLE
    async with open_door(centre) as door, client(door) as unit:
        unit.send(press(1))
        unit.writer.write_eof()
        assert await unit.closed()


async def test_a_unit_that_is_gone_before_its_answer_costs_nothing(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_door(centre) as door:
        async with client(door) as unit:
            unit.send(press(1))
            await until(lambda: centre.intake.submitted)
        centre.intake.release()
        await until(lambda: counted(centre, "alarmd_connections") == 0)
    assert len(centre.intake.signals) == 1


@pytest.mark.parametrize("verdict", [Verdict.STORED, Verdict.UNAVAILABLE])
async def test_a_slow_ledger_makes_tcp_wait_and_nothing_is_lost(centre: TestCentre, verdict: Verdict) -> None:
    count = 4 * MOST_OWED
    centre.intake.hold()
    centre.intake.verdict = verdict
    async with open_door(centre) as door, client(door) as unit:
        for number in range(1, count + 1):
            unit.send(press(number))
            await turn()
        unit.send(build("NULL", "0000", "0123"))
        held = centre.intake.held
        assert held is not None
        await until(lambda: len(held) > MOST_OWED)
        await settle()
        assert len(held) < count
        centre.intake.release()
        if verdict is Verdict.STORED:
            assert (await unit.answers(count + 1))[-2:] == [f"ACK {count:04}", "ACK 0000"]
        else:
            assert await unit.answers(1) == ["ACK 0000"]


async def test_a_source_over_its_rate_waits_and_nothing_is_lost(centre: TestCentre) -> None:
    beats = 60
    async with open_door(centre, rate_per_source=500) as door:
        door.gate._burst = 10.0
        async with client(door) as unit:
            began = asyncio.get_running_loop().time()
            unit.send(b"".join(build("NULL", f"{n:04}", "0123") for n in range(1, beats + 1)))
            assert await unit.answers(beats) == [f"ACK {n:04}" for n in range(1, beats + 1)]
            assert asyncio.get_running_loop().time() - began > (beats - 10) / 500 * 0.9


async def test_a_press_of_a_known_unit_is_never_slowed(centre: TestCentre) -> None:
    async with open_door(centre, rate_per_source=0.001) as door:
        door.gate._burst = 1.0
        async with client(door) as unit:
            unit.send(b"".join(press(number) for number in range(1, 21)))
            assert len(await unit.answers(20)) == 20


@pytest.mark.slow
async def test_a_unit_that_does_not_read_its_answers_is_not_read_either(centre: TestCentre) -> None:
    async with open_door(centre) as door:
        quiet = socket.socket()
        quiet.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        quiet.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(quiet, door.addresses["tcp"])
        await until(lambda: door._connections)
        (connection,) = door._connections
        connection.transport.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        beats = b"".join(build("NULL", f"{n % 9999:04}", "0123") for n in range(2000))
        sending = asyncio.ensure_future(loop.sock_sendall(quiet, beats * 8))
        await until(lambda: connection._holds == {"clogged"})
        assert not sending.done() or connection.owed == 0
        heard = 0
        while heard < 16_000:
            heard += (await asyncio.wait_for(loop.sock_recv(quiet, 65_536), 5)).count(b"\r")
        await sending
        assert connection._holds == set()
        quiet.close()
        await until(lambda: not door._connections)
