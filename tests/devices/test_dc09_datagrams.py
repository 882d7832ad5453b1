"""UDP: answered to where it came from, one datagram is one frame, limits, and what the kernel threw away."""

from __future__ import annotations

import socket

import pytest

from protocols.dc09 import build
from tests.devices.dc09_doors import UNIT, counted, datagrams, open_door, press
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, until


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT)


async def test_a_datagram_is_answered_to_where_it_came_from(centre: TestCentre) -> None:
    async with open_door(centre) as door, datagrams(door) as (one, first), datagrams(door) as (two, second):
        one.sendto(press(5) + b"trailing")
        two.sendto(press(6))
        assert b'"ACK"0005' in await first.answer()
        assert b'"ACK"0006' in await second.answer()


async def test_garbage_is_silent_and_costs_nobody_else(centre: TestCentre) -> None:
    async with open_door(centre) as door, datagrams(door) as (transport, unit):
        transport.sendto(b"garbage")
        transport.sendto(b"")
        transport.sendto(b"\n" * 60_000)
        transport.sendto(press(6))
        assert b'"ACK"0006' in await unit.answer()
        assert unit.heard.empty()
        assert all(len(kept.raw) <= 4096 for kept in door.rejects.latest())


async def test_a_flood_is_cut_off_yet_a_known_units_press_passes(centre: TestCentre) -> None:
    async with open_door(centre, rate_per_source=0.001) as door, datagrams(door) as (transport, unit):
        door.gate._burst = 1.0
        for number in range(1, 11):
            transport.sendto(build("NULL", f"{number:04}", "0123"))
        transport.sendto(press(20, account="9999"))
        transport.sendto(press(21))
        assert b'"ACK"0001' in await unit.answer()
        assert b'"ACK"0021' in await unit.answer()
        assert counted(centre, "alarmd_refused_total", reason="rate") == 10


async def test_an_answer_to_nowhere_is_no_error(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_door(centre) as door:
        async with datagrams(door) as (transport, _):
            transport.sendto(press(1))
            await until(lambda: centre.intake.submitted)
        centre.intake.release()
        await settle()
        async with datagrams(door) as (transport, unit):
            transport.sendto(press(2))
            assert b'"ACK"0002' in await unit.answer()


async def test_what_the_kernel_threw_away_is_counted(centre: TestCentre) -> None:
    async with open_door(centre) as door:
        socket_of_door = door._datagrams[0]._socket
        assert socket_of_door is not None
        socket_of_door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        assert door._datagrams[0].drops() == 0
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flood:
            for _ in range(200):
                flood.sendto(b"x" * 1000, door.addresses["udp"])
        assert door._datagrams[0].drops() > 100
        await settle()
