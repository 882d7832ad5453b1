"""Serial lines on real pseudo terminals and sockets: open, speak, be cut, open again."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from alarmd.config.doors.serial import SerialSettings
from devices import serial_port
from devices.serial_port import SerialPort, SerialPortError
from tests.fakes.loop import turn
from tests.fakes.serial_line import PseudoTerminal


class Heard:
    """Collects bytes and lets a test wait for them."""

    def __init__(self) -> None:
        self.octets = b""
        self._more = asyncio.Event()

    def __call__(self, octets: bytes) -> None:
        self.octets += octets
        self._more.set()

    async def until(self, done: Callable[[bytes], bool]) -> bytes:
        async with asyncio.timeout(5):
            while not done(self.octets):
                self._more.clear()
                await self._more.wait()
        return self.octets


def settings(url: str, **more: object) -> SerialSettings:
    return SerialSettings(kind="espa444", url=url, **more)  # type: ignore[arg-type]


@asynccontextmanager
async def opened(url: str, **more: object) -> AsyncIterator[tuple[SerialPort, Heard]]:
    heard = Heard()
    port = SerialPort(settings(url, **more), heard)
    try:
        await port.open()
        yield port, heard
    finally:
        await port.close()


@pytest.mark.parametrize("setting", [{}, {"bits": 7, "parity": "even", "stop_bits": 2, "baud": 1200}])
async def test_a_pseudo_terminal_both_ways(setting: dict[str, object]) -> None:
    with PseudoTerminal() as cable:
        async with opened(cable.url, **setting) as (port, heard):
            assert port.is_open
            cable.write(b"2\x05\x00\xff"[: 4 if not setting else 2])
            await heard.until(lambda octets: octets.startswith(b"2\x05"))
            port.write(b"\x04")
            assert await cable.read(1) == b"\x04"


async def test_a_pulled_cable_is_noticed_at_once_and_the_port_opens_again() -> None:
    with PseudoTerminal() as cable:
        async with opened(cable.url) as (port, _):
            waiting = asyncio.ensure_future(port.lost())
            cable.pull_out()
            with pytest.raises(SerialPortError, match="serial line /dev/pts"):
                await asyncio.wait_for(waiting, 5)
            assert not port.is_open
            port.write(b"nobody")
            await port.close()
            with PseudoTerminal() as other:
                again = SerialPort(settings(other.url), Heard())
                await again.open()
                again.write(b"x")
                assert await other.read(1) == b"x"
                await again.close()
                await again.open()
                again.write(b"y")
                assert await other.read(1) == b"y"
                await again.close()


async def test_a_line_is_ours_alone() -> None:
    with PseudoTerminal() as cable:
        async with opened(cable.url):
            with pytest.raises(SerialPortError, match="lock"):
                async with opened(cable.url):
                    pass


async def test_what_cannot_be_opened_says_why() -> None:
    with pytest.raises(SerialPortError, match="No such file"):
        async with opened("/dev/ttyNOTHERE"):
            pass
    with pytest.raises(SerialPortError, match="refused"):
        async with opened("socket://127.0.0.1:1"):
            pass
    with pytest.raises(SerialPortError, match="not open"):
        await SerialPort(settings("/dev/ttyNOTHERE"), Heard()).lost()


@pytest.mark.slow
async def test_a_serial_server_over_tcp() -> None:
    connected: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    server = await asyncio.start_server(lambda r, w: connected.put_nowait((r, w)), "127.0.0.1", 0)
    host, number = server.sockets[0].getsockname()
    async with opened(f"socket://{host}:{number}") as (port, heard):
        reader, writer = await connected.get()
        port.write(b"\x06")
        assert await reader.readexactly(1) == b"\x06"
        writer.write(b"5011")
        await heard.until(lambda octets: octets == b"5011")
        writer.close()
        with pytest.raises(SerialPortError, match="hung up"):
            await asyncio.wait_for(port.lost(), 5)
    server.close()
    await server.wait_closed()


async def test_a_port_without_descriptor_has_a_thread() -> None:
    async with opened("loop://") as (port, heard):
        port.write(b"hello")
        await heard.until(lambda octets: octets == b"hello")


async def test_a_signal_that_is_off_keeps_the_port_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened("loop://", plugged="cts") as (port, _):
        assert port._port is not None
        port._port.rts = False
        monkeypatch.setattr(serial_port, "CHECKED_EVERY_S", 0.01)
        with pytest.raises(SerialPortError, match="CTS is off"):
            await asyncio.wait_for(port.lost(), 5)
    with PseudoTerminal() as cable:  # has no such signals
        port = SerialPort(settings(cable.url, plugged="dsr"), Heard())
        with pytest.raises(SerialPortError):
            await port.open()
        await port.close()


async def test_an_opening_that_is_cancelled_leaves_nothing_open() -> None:
    with PseudoTerminal() as cable:
        port = SerialPort(settings(cable.url), Heard())
        opening = asyncio.ensure_future(port.open())
        await turn()
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        await port.close()
        for thread in [each for each in threading.enumerate() if each.name.startswith("serial")]:
            thread.join(5)
        before = len(os.listdir("/proc/self/fd"))
        async with opened(cable.url):
            pass
        assert len(os.listdir("/proc/self/fd")) <= before
