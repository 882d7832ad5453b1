"""TCP and TLS connections: cut anywhere, limits, keep-alive, and the verdict on the same connection."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from devices import connection
from devices.scaip.listener import ScaipDoor
from tests.devices.scaip.centre import PASSWORD, FakeCentre
from tests.devices.scaip.client import Unit, mrq
from tests.devices.scaip.conftest import MakeUnit, OpenDoor
from tests.fakes.loop import settle, turn, until


@pytest.fixture
async def streams(open_door: OpenDoor, certificate: tuple[Path, Path]) -> ScaipDoor:
    return await open_door(
        tcp="127.0.0.1:0", tls="127.0.0.1:0", certificate=str(certificate[0]), private_key=str(certificate[1])
    )


@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_r30_all_transports_alike(streams: ScaipDoor, make_unit: MakeUnit, behind: FakeCentre, way: str) -> None:
    unit = await make_unit(streams, way)
    assert (await unit.report(mrq(stc="10"))).mre == 1
    assert (await unit.report(mrq("H1", mty="PI"))).mre == 0
    assert (await unit.ask(unit.register())).status == 200
    assert (await unit.report(mrq("A2", stc="10"))).snu == 0
    await settle()
    assert behind.intake.answered_ids == [s.id for s in behind.stored]


@pytest.mark.parametrize("way", ["tcp", "tls"])
async def test_r30_digest_over_streams(
    open_door: OpenDoor, make_unit: MakeUnit, certificate: tuple[Path, Path], way: str
) -> None:
    files = {"certificate": str(certificate[0]), "private_key": str(certificate[1])}
    unit = await make_unit(await open_door(challenge=True, **{way: "127.0.0.1:0"}, **files), way)
    assert (await unit.authenticated(unit.register(), "90000001", PASSWORD)).status == 200
    assert (await unit.authenticated(unit.request(mrq()), "90000001", PASSWORD)).status == 200
    assert (await unit.told())[1].snu == 0


async def test_messages_cut_and_glued(streams: ScaipDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    unit = await make_unit(streams, "tcp")
    unit.answers_with = None
    octets = b"".join(bytes(unit.request(mrq(f"C{i}"))) for i in range(4))
    for start in range(0, len(octets), 97):
        unit.send(octets[start : start + 97])
        await turn()
    for _ in range(4):
        assert (await unit.response()).status == 200
        await unit.told()
    assert len(behind.stored) == 4


async def test_a_keep_alive_is_answered(streams: ScaipDoor) -> None:
    reader, writer = await asyncio.open_connection(*streams.addresses["tcp"])
    writer.write(b"\r\n\r\n")
    assert await asyncio.wait_for(reader.readexactly(2), 3) == b"\r\n"
    writer.close()
    await writer.wait_closed()


async def test_a_stream_that_lost_its_framing_is_closed(streams: ScaipDoor, make_unit: MakeUnit) -> None:
    unit = await make_unit(streams, "tcp")
    unit.send(bytes(unit.request(mrq())).replace(b"Content-Length", b"X-Length"))
    assert (await unit.response()).status == 400
    await settle()
    assert streams.connections == 0


async def test_r08_the_verdict_uses_the_connection_of_the_question(streams: ScaipDoor, make_unit: MakeUnit) -> None:
    registered, speaking = await make_unit(streams, "tcp"), await make_unit(streams, "tls")
    await registered.ask(registered.register())
    assert (await speaking.report(mrq())).snu == 0
    assert registered.requests.empty()


async def test_r29_a_connection_that_closed_is_replaced_by_the_registered_one(
    streams: ScaipDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    registered, speaking = await make_unit(streams, "tcp"), await make_unit(streams, "tcp")
    await registered.ask(registered.register())
    behind.intake.hold()
    speaking.send(speaking.request(mrq()))
    await settle()
    await speaking.close()
    await settle()
    behind.intake.release()
    assert (await registered.told())[1].snu == 0


async def test_nowhere_to_send_the_verdict(streams: ScaipDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    unit = await make_unit(streams, "tcp")
    behind.intake.hold()
    unit.send(unit.request(mrq()))
    await settle()
    await unit.close()
    await settle()
    behind.intake.release()
    await settle()
    assert behind.telemetry.frames.labels("scaip", "verdict_lost")._value.get() == 1


async def test_too_many_connections_are_sent_away(open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    door = await open_door(tcp="127.0.0.1:0", connections_per_source=1)
    first = await make_unit(door, "tcp")
    assert (await first.report(mrq())).snu == 0
    second = await make_unit(door, "tcp")
    await settle()
    assert behind.refused("connections") == 1
    assert second.responses.empty()
    assert (await first.report(mrq("A2"))).snu == 0


async def test_what_comes_too_fast_is_held_back_and_not_lost(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    door = await open_door(tcp="127.0.0.1:0", rate_per_source=500.0)
    door.gate._burst = 10.0
    unit = await make_unit(door, "tcp")
    began = asyncio.get_running_loop().time()
    for _ in range(60):
        unit.send(unit.request(method="OPTIONS"))
    for _ in range(60):
        assert (await unit.response()).status == 200
    assert asyncio.get_running_loop().time() - began > 50 / 500 * 0.9, "a slow machine may take longer, never less"
    assert behind.refused("rate") == 0


async def test_alarms_of_known_units_are_never_held_back(open_door: OpenDoor, make_unit: MakeUnit) -> None:
    unit = await make_unit(await open_door(tcp="127.0.0.1:0", rate_per_source=0.001), "tcp")
    for _ in range(50):
        unit.send(unit.request(method="OPTIONS"))
        await unit.response()
    assert (await unit.report(mrq(stc="10"))).snu == 0


async def test_a_half_closed_connection_gets_its_answers(streams: ScaipDoor, behind: FakeCentre) -> None:
    unit = Unit("tcp", "90000001")
    reader, writer = await asyncio.open_connection(*streams.addresses["tcp"])
    writer.write(bytes(unit.request(mrq())))
    behind.intake.hold()
    writer.write_eof()
    await settle()
    behind.intake.release()
    octets = await asyncio.wait_for(reader.read(), 3)
    assert octets.startswith(b"SIP/2.0 200 OK")
    assert b"<mrs><ref>A1001</ref><snu>0</snu>" in octets
    writer.close()
    await writer.wait_closed()


async def test_too_many_unanswered_requests_are_not_read(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    unit = await make_unit(await open_door(tcp="127.0.0.1:0", rate_per_source=0.0), "tcp")
    behind.intake.hold()
    for i in range(connection.MOST_OWED + 50):
        unit.send(unit.request(mrq(f"B{i}")))
        await turn()
    await settle()
    assert len(behind.stored) <= connection.MOST_OWED + 40
    behind.intake.release()
    for _ in range(connection.MOST_OWED + 50):
        assert (await unit.response()).status == 200


async def test_silent_connections_are_closed(open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    door = await open_door(first_byte_s=0.05, tcp="127.0.0.1:0", idle_s=5.0)
    silent, living = await make_unit(door, "tcp"), await make_unit(door, "tcp")
    await living.ask(living.request(method="OPTIONS"))
    await until(lambda: door.connections == 1)
    assert silent.responses.empty()
    await make_late(living, behind)


async def make_late(unit: Unit, behind: FakeCentre) -> None:
    """The clock of the centre says when a connection was last heard."""
    behind.moved.advance(4.0)
    assert (await unit.ask(unit.request(method="OPTIONS"))).status == 200
