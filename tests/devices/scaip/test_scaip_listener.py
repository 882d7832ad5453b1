"""The ports: open, taken, closed; and a thousand units that come back at once."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from pathlib import Path

import pytest
from twisted.internet.error import CannotListenError

from alarmd.config import ScaipSettings
from devices.handshakes import AT_ONCE
from devices.scaip.listener import ScaipDoor
from protocols.sip import Flow
from tests.devices.scaip.centre import FakeCentre
from tests.devices.scaip.client import mrq
from tests.devices.scaip.conftest import MakeUnit, OpenDoor
from tests.fakes.loop import settle


async def test_a_closed_door_hears_nobody(open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    door = await open_door(tcp="127.0.0.1:0")
    address = door.addresses["tcp"]
    unit = await make_unit(door, "tcp")
    assert (await unit.report(mrq())).snu == 0
    await door.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(*address)


async def test_a_closing_door_gives_the_answers_under_way(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    door = await open_door(tcp="127.0.0.1:0")
    units = [await make_unit(door, way) for way in ("udp", "tcp")]
    behind.intake.hold()
    for number, unit in enumerate(units):
        unit.send(unit.request(mrq(f"C{number}")))
    await settle()
    closing = asyncio.ensure_future(door.close())
    await settle()
    assert not closing.done()
    late = await make_unit(door, "udp")
    late.send(late.request(mrq("LATE")))
    behind.intake.release()
    await closing
    for unit in units:
        assert (await unit.response()).status == 200
        assert (await unit.told())[1].snu == 0
    assert len(behind.stored) == 2


async def test_dropped_datagrams_are_shown(open_door: OpenDoor, behind: FakeCentre) -> None:
    door = await open_door()
    watching = asyncio.ensure_future(door.serve())
    await settle()
    assert behind.telemetry.udp_drops.labels("scaip")._value.get() == 0
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_taken_port_is_an_error_and_leaves_no_other_open(open_door: OpenDoor, behind: FakeCentre) -> None:
    door = await open_door(tcp="127.0.0.1:0")
    taken = ScaipSettings(udp="127.0.0.1:0", tcp=f"127.0.0.1:{door.addresses['tcp'][1]}")
    second = ScaipDoor(taken, behind.centre, door.reactor)
    with pytest.raises(CannotListenError):
        await second.open()
    assert not second.flows.alive(Flow("UDP", "127.0.0.1", 9))
    gc.collect()


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_r36_a_press_on_a_living_connection_while_a_thousand_units_reconnect(
    open_door: OpenDoor, make_unit: MakeUnit, certificate: tuple[Path, Path]
) -> None:
    door = await open_door(
        tls="127.0.0.1:0", certificate=str(certificate[0]), private_key=str(certificate[1]), rate_per_source=0.0
    )
    living = await make_unit(door, "tls")
    host, port = door.addresses["tls"]
    crowd = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.devices.scaip.crowd", host, str(port), "1000", str(certificate[0]),
        stdin=asyncio.subprocess.PIPE,
    )  # fmt: skip
    took = []
    most_inside = 0
    while door.connections < 1001 or door.handshakes.inside:
        begun = time.perf_counter()
        assert (await living.report(mrq(f"P{len(took)}", stc="10"))).snu == 0
        took.append(time.perf_counter() - begun)
        most_inside = max(most_inside, door.handshakes.inside)
        await settle()
    assert most_inside <= AT_ONCE
    assert max(took) < 1.0, f"the slowest of {len(took)} presses took {max(took):.2f} s"
    print(
        f"R36: {len(took)} presses while 1000 units came back, slowest {max(took) * 1000:.0f} ms, at once {most_inside}"
    )
    assert crowd.stdin is not None
    crowd.stdin.close()
    await crowd.wait()
    while door.connections > 1:
        await settle()
