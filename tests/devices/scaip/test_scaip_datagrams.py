"""The UDP socket comes and goes with its port."""

from __future__ import annotations

from protocols.sip import Flow
from tests.devices.scaip.centre import FakeCentre
from tests.devices.scaip.client import mrq
from tests.devices.scaip.conftest import MakeUnit, OpenDoor


async def test_flows_follow_the_socket(open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre) -> None:
    door = await open_door()
    flow = Flow("UDP", "127.0.0.1", 9)
    assert door.flows.here(flow) == door.addresses["udp"]
    unit = await make_unit(door)
    assert (await unit.report(mrq())).snu == 0
    await door.close()
    assert not door.flows.alive(flow)
    assert not door.flows.send(flow, b"x")
