"""The same lines through socat: a serial server on TCP, and a pair of pseudo terminals joined by a foreign program."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from alarmd.config.doors.serial import SerialSettings
from devices.serial_port import SerialPort, SerialPortError
from tests.fakes.serial_line import PseudoTerminal

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("socat") is None, reason="socat is not installed")]


@contextlib.asynccontextmanager
async def socat(*words: str, ready: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """socat at work, and the first line of its talk that holds `ready`."""
    process = await asyncio.create_subprocess_exec("socat", "-d", "-d", *words, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    try:
        async with asyncio.timeout(10):
            while ready not in (line := (await process.stderr.readline()).decode()):
                assert line, "socat has ended"
        yield process, line
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


class Heard:
    def __init__(self) -> None:
        self.octets = b""
        self._more = asyncio.Event()

    def __call__(self, octets: bytes) -> None:
        self.octets += octets
        self._more.set()

    async def until(self, done: Callable[[bytes], bool]) -> None:
        async with asyncio.timeout(5):
            while not done(self.octets):
                self._more.clear()
                await self._more.wait()


async def speak(port: SerialPort, heard: Heard, cable: PseudoTerminal) -> None:
    every_byte = bytes(range(256))
    cable.write(every_byte)
    await heard.until(lambda octets: len(octets) >= 256)
    assert heard.octets == every_byte
    port.write(every_byte)
    assert await cable.read(256) == every_byte


async def test_a_serial_server_on_tcp() -> None:
    heard = Heard()
    with PseudoTerminal() as cable:
        words = ("TCP-LISTEN:0,bind=127.0.0.1,reuseaddr", f"{cable.url},raw,echo=0")
        async with socat(*words, ready="listening on") as (process, line):
            number = line.split(":")[-1].strip()
            port = SerialPort(SerialSettings(kind="espa444", url=f"socket://127.0.0.1:{number}"), heard)
            await port.open()
            await speak(port, heard, cable)
            process.kill()
            with pytest.raises(SerialPortError, match="serial line socket"):
                await asyncio.wait_for(port.lost(), 10)
            await port.close()


async def test_a_terminal_made_by_socat(tmp_path: Path) -> None:
    heard, link = Heard(), tmp_path / "ttyS0"
    with PseudoTerminal() as cable:
        words = (f"pty,raw,echo=0,link={link}", f"{cable.url},raw,echo=0")
        async with socat(*words, ready="starting data transfer") as (process, _):
            port = SerialPort(SerialSettings(kind="surgard", url=str(link)), heard)
            await port.open()
            await speak(port, heard, cable)
            process.kill()
            with pytest.raises(SerialPortError):
                await asyncio.wait_for(port.lost(), 10)
            await port.close()
