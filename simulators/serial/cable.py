"""One end of a serial line: a device, a serial server, or a pseudo terminal that is made for the occasion."""

from __future__ import annotations

import asyncio
import os
import tty
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import serial

PTY = "pty:"
"""`pty:PATH` makes a pseudo terminal and links PATH to its other end, which the receiver then opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How characters are sent; of no effect on sockets and pseudo terminals."""

    baud: int = 9600
    bits: int = 8
    parity: str = "none"
    stop_bits: int = 1


class Cable:
    """An open line, used on a running loop.

    Args:
        descriptor: non-blocking. close: gives it back.
    """

    def __init__(self, descriptor: int, close: Callable[[], None]) -> None:
        self._descriptor, self._close = descriptor, close
        self._heard = bytearray()
        self._more = asyncio.Event()
        self._gone = False
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(descriptor, self._read)

    def write(self, octets: bytes) -> None:
        """Send.

        Raises:
            OSError: the line is gone.
        """
        os.write(self._descriptor, octets)

    async def read(self, within_s: float) -> bytes:
        """What has come, or comes within so many seconds; b"" when nothing does.

        Raises:
            ConnectionError: the line is gone.
        """
        if not self._heard:
            self._more.clear()
            try:
                async with asyncio.timeout(within_s):
                    await self._more.wait()
            except TimeoutError:
                return b""
        if self._gone and not self._heard:
            raise ConnectionError("the other end of the line is gone")
        octets = bytes(self._heard)
        self._heard.clear()
        return octets

    def forget(self) -> None:
        """Throw away what came unasked."""
        self._heard.clear()

    def close(self) -> None:
        """Let go of it."""
        self._loop.remove_reader(self._descriptor)
        self._close()

    def _read(self) -> None:
        try:
            octets = os.read(self._descriptor, 4096)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if octets:
            self._heard += octets
        else:
            self._gone = True
            self._loop.remove_reader(self._descriptor)
        self._more.set()


def open_cable(url: str, line: Line) -> Cable:
    """Open a device, `socket://host:port` or `pty:PATH`.

    Raises:
        OSError: it cannot be opened.
        ValueError: it cannot be set so, or is of no kind we know.
    """
    if url.startswith(PTY):
        return _make_terminal(Path(url.removeprefix(PTY)))
    port = serial.serial_for_url(
        url, baudrate=line.baud, bytesize=line.bits, parity=line.parity[0].upper(), stopbits=line.stop_bits
    )
    return Cable(port.fileno(), port.close)


def _make_terminal(link: Path) -> Cable:
    master, slave = os.openpty()
    for end in (master, slave):
        tty.setraw(end)
    os.set_blocking(master, False)
    link.unlink(missing_ok=True)
    link.symlink_to(os.ttyname(slave))

    def close() -> None:
        link.unlink(missing_ok=True)
        os.close(slave)
        os.close(master)

    return Cable(master, close)
