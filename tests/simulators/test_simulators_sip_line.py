"""The unit's SIP user agent: what it answers to what a receiver asks."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from protocols.sip.builder import build_request, new_branch
from protocols.sip.fields import Via
from protocols.sip.message import Response
from protocols.sip.parser import parse_datagram
from simulators.sip_line import Message, SipLine, address
from simulators.target import Target, Transport
from tests.fakes.loop import turn, until
from tests.simulators.scaip_receiver import scaip_receiver


class Asker(asyncio.DatagramProtocol):
    """A receiver that only asks."""

    def __init__(self) -> None:
        self.answers: list[Response] = []
        self.raw: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.raw.append(data)
        message = parse_datagram(data)
        if isinstance(message, Response):
            self.answers.append(message)

    def ask(self, to: tuple[str, int], method: str, uri: str, branch: str = "", body: bytes = b"x") -> None:
        here = address("alarm", "127.0.0.1")
        request = build_request(
            method,
            uri,
            via=Via("UDP", "127.0.0.1", 5060, (("branch", branch or new_branch()),)),
            sender=here.with_tag("a"),
            recipient=here,
            call_id="one",
            body=body,
        )
        self.transport.sendto(bytes(request), to)


async def test_what_a_receiver_may_ask() -> None:
    loop = asyncio.get_running_loop()
    endpoint, asker = await loop.create_datagram_endpoint(Asker, local_addr=("127.0.0.1", 0))
    line = SipLine(Target(*endpoint.get_extra_info("sockname")[:2], Transport.UDP))
    heard: list[bytes] = []
    line.listen("90000000", heard.append)
    unit = (await line.open()).local
    own = f"sip:90000000@127.0.0.1:{unit[1]}"

    async def status(method: str, uri: str, branch: str = "") -> int:
        before = len(asker.answers)
        asker.ask(unit, method, uri, branch)
        await until(lambda: len(asker.answers) > before)
        return asker.answers[-1].status

    assert await status("MESSAGE", own, "z9hG4bK-1") == 200
    assert await status("MESSAGE", own, "z9hG4bK-1") == 200  # the same again: answered, not heard
    assert heard == [b"x"]
    assert await status("MESSAGE", "sip:90000009@127.0.0.1") == 404
    assert await status("MESSAGE", "sip:90000000@127.0.0.1:99999999") == 404
    assert await status("OPTIONS", own) == 200
    assert await status("INVITE", own) == 405
    line.ignore("90000000")
    assert await status("MESSAGE", own) == 404
    assert heard == [b"x"]
    before = len(asker.raw)
    asker.ask(unit, "ACK", own)
    asker.transport.sendto(b"\r\n\r\n", unit)
    await until(lambda: len(asker.raw) > before)
    assert asker.raw[-1] == b"\r\n"  # a ping gets its pong, an ACK nothing
    await line.close()
    endpoint.close()
    await turn()


async def test_a_broken_connection_fails_the_request_at_once() -> None:
    async with scaip_receiver(Transport.TCP) as (receiver, target):
        receiver.status = lambda request: receiver.writers[-1].abort() or 0  # type: ignore[func-returns-value]
        line = SipLine(target)
        here = address("90000000", "127.0.0.1")
        with pytest.raises(ConnectionResetError, match="closed the connection"):
            await line.request(Message("OPTIONS", "sip:127.0.0.1", here, here))
        receiver.status = lambda request: 200
        assert (await line.request(Message("OPTIONS", "sip:127.0.0.1", here, here))).status == 200
        await line.close()


async def test_a_request_given_up_is_not_sent_again() -> None:
    async with scaip_receiver() as (receiver, target):
        receiver.status = lambda request: 0
        line = SipLine(target)
        here = address("90000000", "127.0.0.1")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await line.request(Message("OPTIONS", "sip:127.0.0.1", here, here))
        assert len(line._requests) == 0
        await line.close()


def test_addresses() -> None:
    assert str(address("anna", "::1", 5060, transport="tcp")) == "<sip:anna@[::1]:5060;transport=tcp>"
    assert str(address("", "arc.example.com").uri) == "sip:arc.example.com"
