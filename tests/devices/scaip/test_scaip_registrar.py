"""REGISTER at the door: who may bind what, for how long, behind which NAT."""

from __future__ import annotations

import pytest

from devices.scaip.flow import Flows
from devices.scaip.listener import ScaipDoor
from devices.scaip.registrar import SWEEP_EVERY_S, Registrations, contact_flow
from protocols.sip import Flow
from tests.devices.scaip.centre import PASSWORD, FakeCentre, credentials
from tests.devices.scaip.client import Unit
from tests.devices.scaip.conftest import MakeUnit, OpenDoor
from tests.fakes.clock import ManualClock
from tests.unit.sip_samples import message

UDP = Flow("UDP", "192.0.2.10", 40_000)


async def test_r29_register_tells_what_is_bound(unit: Unit, behind: FakeCentre) -> None:
    response = await unit.ask(unit.register(expires=3600))
    assert response.status == 200
    assert response.headers.get("Contact") == f"<sip:90000001@127.0.0.1:{unit.here[1]};transport=udp>;expires=300"
    assert behind.contact.heard == [1], "a registration is a sign of life"
    assert (await unit.ask(unit.register(expires=0))).headers.get("Contact") is None


async def test_r29_a_short_wish_is_refused_with_the_shortest(unit: Unit) -> None:
    response = await unit.ask(unit.register(expires=5))
    assert response.status == 423
    assert response.headers.get("Min-Expires") == "60"


async def test_r29_only_ones_own_address_can_be_bound(
    open_door: OpenDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    behind.units.add("90000002", sip_user="grupp")
    behind.units.add("90000003", sip_user="grupp", **credentials("grupp"))
    door: ScaipDoor = await open_door(challenge=True)
    unit = await make_unit(door)
    assert (await unit.ask(unit.register())).status == 401
    assert (await unit.authenticated(unit.register(), "90000001", PASSWORD)).status == 200
    assert (await unit.authenticated(unit.register(user="90000002"), "90000001", PASSWORD)).status == 403
    assert behind.refused("register") == 1
    assert (await unit.authenticated(unit.register(user="90000002"), "grupp", PASSWORD)).status == 200


@pytest.mark.parametrize(
    ("contact", "port"),
    [
        ("<sip:u@192.0.2.10:5070>", 5070),
        ("<sip:u@192.0.2.10>", 5060),
        ("<sip:u@10.0.0.7:5070>", 40_000),
        ("*", 40_000),
        ("<<", 40_000),
    ],
)
def test_behind_nat_the_source_is_the_contact(contact: str, port: int) -> None:
    request = message("REGISTER", headers=(("Contact", contact),))
    assert contact_flow(request, UDP).port == port


def test_over_a_stream_the_connection_is_the_contact() -> None:
    tcp = Flow("TCP", "192.0.2.10", 4000, "tcp-1")
    assert contact_flow(message("REGISTER", headers=(("Contact", "<sip:u@192.0.2.10>"),)), tcp) is tcp


def test_only_bindings_whose_connection_lives_are_used() -> None:
    clock, flows = ManualClock(), Flows()
    registrations = Registrations(flows, clock)
    assert registrations.living(message()) is None
    flows.open_stream("tcp-1", lambda octets: None, ("198.51.100.5", 5060))
    register = message("REGISTER", headers=(("Contact", "<sip:90000001@10.0.0.7>"),))
    tcp = Flow("TCP", "192.0.2.10", 4000, "tcp-1")
    # The sample registers To, which is the receiver; a MESSAGE from that address finds it.
    status, fields = registrations.register(register, tcp)
    assert (status, len(fields)) == (200, 1)
    aor = register.recipient.uri
    asked = message(headers=())
    asked.__dict__["sender"] = type(asked.sender)(aor)
    binding = registrations.living(asked)
    assert binding is not None
    assert binding.flow is tcp
    flows.close_stream("tcp-1")
    assert registrations.living(asked) is None
    clock.jump(SWEEP_EVERY_S + 400)
    registrations.tick()
    assert len(registrations._registrar) == 0
