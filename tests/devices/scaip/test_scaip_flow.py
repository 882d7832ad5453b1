"""Where answers go: NAT, rport, and sockets that come and go."""

from __future__ import annotations

import pytest

from devices.scaip.flow import Flows, reply_address
from protocols.sip import Flow, parse_via
from tests.devices.scaip.client import Unit, mrq
from tests.fakes.loop import turn


@pytest.mark.parametrize(
    ("via", "port"),
    [
        ("SIP/2.0/UDP 192.0.2.10:5070;rport;branch=z", 40_000),
        ("SIP/2.0/UDP 192.0.2.10:5070;branch=z", 5070),
        ("SIP/2.0/UDP 192.0.2.10;branch=z", 5060),
        ("SIP/2.0/UDP 192.0.2.10:99999;branch=z", 40_000),
        ("SIP/2.0/UDP 10.0.0.7:5070;branch=z", 40_000),
        ("SIP/2.0/UDP unit.local:5070;branch=z", 40_000),
    ],
)
def test_the_source_port_unless_a_direct_unit_listens_elsewhere(via: str, port: int) -> None:
    assert reply_address(parse_via(via), "192.0.2.10", 40_000) == ("192.0.2.10", port)


def test_a_flow_that_is_gone_takes_nothing() -> None:
    flows, sent = Flows(), []
    udp, tcp = Flow("UDP", "192.0.2.1", 5060), Flow("TCP", "192.0.2.1", 4000, "tcp-1")
    assert not flows.send(udp, b"x")
    assert not flows.send(tcp, b"x")
    assert not flows.alive(udp)
    flows.open_stream("tcp-1", sent.append, ("198.51.100.5", 5060))
    flows.open_datagrams(lambda octets, peer: sent.append((octets, peer)), ("198.51.100.5", 5061))
    assert flows.send(udp, b"u")
    assert flows.send(tcp, b"t")
    assert sent == [(b"u", ("192.0.2.1", 5060)), b"t"]
    assert (flows.here(tcp)[1], flows.here(udp)[1]) == (5060, 5061)
    flows.close_stream("tcp-1")
    flows.close_datagrams()
    assert not flows.alive(tcp)
    with pytest.raises(KeyError):
        flows.here(udp)


def test_a_socket_that_refuses_is_no_crash() -> None:
    def refuse(octets: bytes, peer: tuple[str, int]) -> None:
        raise OSError("network is unreachable")

    flows = Flows()
    flows.open_datagrams(refuse, ("198.51.100.5", 5060))
    assert not flows.send(Flow("UDP", "192.0.2.1", 5060), b"x")


async def test_r08_a_unit_without_rport_is_answered_at_the_port_it_names(unit: Unit) -> None:
    import asyncio

    from tests.devices.scaip.client import _Datagrams

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(unit._take), local_addr=("127.0.0.1", 0))
    unit.via_params, unit.via_port = (), transport.get_extra_info("sockname")[1]
    unit.answers_with = None
    assert (await unit.message(mrq())).status == 200
    request, _ = await unit.told()
    assert f":{unit.via_port};" in request.target
    transport.close()
    await turn()
