"""Twisted on our loop: TCP and TLS answer, ports close, nothing is left behind."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from twisted.internet.protocol import Factory, Protocol

from alarmd.system_clock import SystemClock
from deploy.demo.certificate import write_certificate
from devices.twisted_bridge import Reactor, private_reactor, release_reactor, stop_listening, tls_factory


class Echo(Protocol):
    def dataReceived(self, octets: bytes) -> None:
        self.transport.write(octets)


@pytest.fixture
async def reactor() -> AsyncIterator[Reactor]:
    reactor = private_reactor(asyncio.get_running_loop())
    yield reactor
    release_reactor(reactor)


def echo_factory() -> Factory:
    factory = Factory.forProtocol(Echo)
    factory.noisy = False
    return factory


async def test_a_tcp_port_answers_and_closes(reactor: Reactor) -> None:
    port = reactor.listenTCP(0, echo_factory(), interface="127.0.0.1")
    reader, writer = await asyncio.open_connection("127.0.0.1", port.getHost().port)
    writer.write(b"hej")
    assert await reader.readexactly(3) == b"hej"
    writer.close()
    await writer.wait_closed()
    number = port.getHost().port
    await stop_listening(port)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", number)


async def test_tls_does_not_hang_on_a_private_reactor(reactor: Reactor, tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path, SystemClock().now())
    factory = tls_factory(reactor, echo_factory(), str(certificate), str(key))
    port = reactor.listenTCP(0, factory, interface="127.0.0.1")
    trust = ssl.create_default_context(cafile=str(certificate))
    reader, writer = await asyncio.open_connection("127.0.0.1", port.getHost().port, ssl=trust)
    writer.write(b"hej")
    assert await asyncio.wait_for(reader.readexactly(3), 3) == b"hej"
    writer.close()
    await writer.wait_closed()
    await stop_listening(port)
