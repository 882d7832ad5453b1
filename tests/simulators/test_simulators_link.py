"""The wire with its faults, on real sockets."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from simulators.faults import FaultSettings
from simulators.link import Link, open_link
from simulators.target import Target, Transport
from tests.fakes.loop import settle, until


class Echo(asyncio.Protocol):
    """Sends back what it gets, and remembers it."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.got.append(data)
        self.transport.write(data)  # type: ignore[attr-defined]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.got.append(data)
        self.transport.sendto(data, addr)  # type: ignore[attr-defined]

    def error_received(self, exc: Exception) -> None:
        pass

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()


async def udp_echo() -> tuple[Echo, Target]:
    loop = asyncio.get_running_loop()
    transport, echo = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))  # type: ignore[type-var]
    return echo, Target(*transport.get_extra_info("sockname")[:2], Transport.UDP)


async def finish(echo: Echo, link: Link) -> None:
    await link.close()
    echo.transport.close()
    await echo.closed.wait()


async def test_datagrams_go_and_come() -> None:
    echo, target = await udp_echo()
    got: list[bytes] = []
    link = await open_link(target, got.append)
    link.send(b"a")
    await until(lambda: got == [b"a"])
    assert link.local[0] == "127.0.0.1"
    await finish(echo, link)
    assert link.local[0] == "127.0.0.1"
    link.send(b"after closing nothing leaves")
    assert echo.got == [b"a"]


async def test_loss_delay_and_duplicates_happen_on_the_way() -> None:
    echo, target = await udp_echo()
    got: list[bytes] = []
    lost = await open_link(target, got.append, faults=FaultSettings(loss=1.0))
    lost.send(b"gone")
    twice = await open_link(target, got.append, faults=FaultSettings(duplicate=1.0), random=Random(1))
    twice.send(b"d")
    await until(lambda: len(got) == 4)  # two there, each of them two back
    assert echo.got == [b"d", b"d"]
    late = await open_link(target, got.append, faults=FaultSettings(delay_ms=(20, 20)))
    sent = asyncio.get_running_loop().time()
    late.send(b"late")
    await until(lambda: got[-1] == b"late")
    assert asyncio.get_running_loop().time() - sent >= 0.04
    for link in (lost, twice):
        await link.close()
    await finish(echo, late)


async def test_what_is_kept_back_is_overtaken() -> None:
    echo, target = await udp_echo()
    got: list[bytes] = []
    link = await open_link(target, got.append, faults=FaultSettings(reorder=0.5), random=Random(3))
    for number in range(8):
        link.send(b"%d" % number)
    await until(lambda: len(got) == 8)
    assert sorted(got) == [b"%d" % n for n in range(8)]
    assert got != sorted(got)
    await finish(echo, link)


async def test_closing_forgets_what_was_delayed() -> None:
    echo, target = await udp_echo()
    link = await open_link(target, lambda _: None, faults=FaultSettings(delay_ms=(5000, 5000)))
    link.send(b"never")
    await finish(echo, link)
    assert echo.got == []


async def test_a_half_open_connection_says_nothing_and_stays() -> None:
    echos: list[Echo] = []

    def make() -> Echo:
        echos.append(Echo())
        return echos[-1]

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    target = Target(*server.sockets[0].getsockname()[:2], Transport.TCP)
    got: list[bytes] = []
    lost: list[int] = []
    link = await open_link(target, got.append, lambda: lost.append(1), FaultSettings(half_open=1))
    link.send(b"one")
    await until(lambda: got == [b"one"])
    assert not link.dead
    link.send(b"two")
    assert link.dead
    echos[0].transport.write(b"hello?")  # type: ignore[attr-defined]
    await settle()
    assert (got, echos[0].got, lost) == ([b"one"], [b"one"], [])
    assert not echos[0].closed.is_set()
    await finish(echos[0], link)
    server.close()


async def test_a_broken_connection_is_told_once() -> None:
    echos: list[Echo] = []

    def make() -> Echo:
        echos.append(Echo())
        return echos[-1]

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    target = Target(*server.sockets[0].getsockname()[:2], Transport.TCP)
    lost: list[int] = []
    link = await open_link(target, lambda _: None, lambda: lost.append(1))
    await until(lambda: echos)
    echos[0].transport.close()
    await until(lambda: lost)
    assert not link.alive
    await link.close()
    assert lost == [1]
    server.close()


async def test_nobody_there_is_an_error_of_the_operating_system() -> None:
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0)
    target = Target(*server.sockets[0].getsockname()[:2], Transport.TCP)
    server.close()
    with pytest.raises(OSError, match="Connect call failed"):
        await open_link(target, lambda _: None)
