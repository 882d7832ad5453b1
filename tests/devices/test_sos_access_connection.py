"""Transmitters on real sockets: split, slow, silent, gone, and over TLS."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest

from alarmd.config import SosAccessSettings
from deploy.demo.certificate import write_certificate
from protocols.sos_access import Root, read_answer
from tests.devices.stream_doors import connected, open_stream_door
from tests.fakes.centre import TestCentre
from tests.fakes.loop import turn, until
from tests.unit.sos_access_parts import UNIT, alarm, other

ALARM_END = b"</alarmresponse>"
PING_END = b"</pingresponse>"


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT)


def settings(**words: Any) -> SosAccessSettings:
    return SosAccessSettings(**({"tcp": "127.0.0.1:0", "ping_least_s": 0.0} | words))


async def test_one_request_in_pieces_and_its_answer(centre: TestCentre) -> None:
    async with open_stream_door(settings(), centre) as door, connected(door) as unit:
        octets = alarm()
        unit.send(octets[:100])
        await turn()
        unit.send(octets[100:])
        assert read_answer(await unit.hear(ALARM_END)).status == 0
        unit.end()
        assert await unit.rest() == b""


async def test_a_unit_that_has_closed_its_side_hears_its_answer(centre: TestCentre) -> None:
    async with open_stream_door(settings(), centre) as door, connected(door) as unit:
        centre.intake.hold()
        unit.send(alarm())
        unit.end()
        await until(lambda: centre.intake.submitted)
        centre.intake.release()
        assert read_answer(await unit.rest()).status == 0


async def test_half_a_request_and_then_nothing(centre: TestCentre) -> None:
    async with open_stream_door(settings(idle_s=0.05), centre) as door, connected(door) as unit:
        unit.send(alarm()[:-20])
        answer = read_answer(await unit.rest())
        assert (answer.status, answer.reference) == (2, "r1")
        assert [signal.unit_id for signal in centre.intake.signals] == [7]


async def test_who_says_nothing_is_sent_away_without_a_word(centre: TestCentre) -> None:
    async with open_stream_door(settings(idle_s=0.05), centre) as door, connected(door) as unit:
        assert await unit.rest() == b""


@pytest.mark.slow
async def test_a_slow_commit_does_not_cost_the_answer(centre: TestCentre) -> None:
    async with open_stream_door(settings(idle_s=0.05), centre) as door, connected(door) as unit:
        centre.intake.hold()
        unit.send(alarm())
        assert await unit.silence()
        centre.intake.release()
        assert read_answer(await unit.hear(ALARM_END)).status == 0


async def test_cut_by_the_network_is_kept_for_technicians(centre: TestCentre) -> None:
    async with open_stream_door(settings(), centre) as door:
        async with connected(door) as unit:
            unit.send(alarm()[:-20])
            await until(lambda: door.connections)
        await until(lambda: door.rejects.latest())
        assert centre.intake.submitted == []


async def test_above_its_rate_a_source_waits_and_alarms_pass(centre: TestCentre) -> None:
    async with open_stream_door(settings(rate_per_source=0.001), centre) as door, connected(door) as unit:
        unit.send(other(Root.PING) * 60)
        for _ in range(50):
            await unit.hear(PING_END)
        assert await unit.silence()
        async with connected(door) as neighbour:
            neighbour.send(alarm())
            assert read_answer(await neighbour.hear(ALARM_END)).status == 0


async def test_tls(centre: TestCentre, tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path, centre.clock.now())
    words = {"tcp": "", "tls": "127.0.0.1:0", "certificate": str(certificate), "private_key": str(key)}
    context = ssl.create_default_context(cafile=str(certificate))
    async with open_stream_door(settings(**words), centre) as door, connected(door, "tls", context) as unit:
        unit.send(alarm())
        assert read_answer(await unit.hear(ALARM_END)).status == 0
