"""A serial line on our loop: opened off it, exclusive, and lost as soon as the system knows (DESIGN §4).

What has a file descriptor (devices, pseudo terminals, `socket://`) is read by the loop itself: pyserial's own reading
goes through `select`, which fails above 1024 open files. What has none (`rfc2217://`, `loop://`) has a reading thread.
"""

from __future__ import annotations

import asyncio
import io
import logging
import os
import socket
import stat
import termios
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, cast

import serial

from alarmd.config.doors.serial import SerialSettings
from devices.serial_streams import DescriptorStream, Port, ThreadStream

log = logging.getLogger(__name__)

OPEN_WITHIN_S = 8.0
"""Longest wait for a port to open."""
CHECKED_EVERY_S = 1.0
"""How often the signal that says *plugged in* is looked at."""

_PARITY = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}
_READ_S = 0.5


class SerialPortError(Exception):
    """The port cannot be opened or is gone; the text says which, why, and what to look at."""


class Stream(Protocol):
    """An open port."""

    def write(self, octets: bytes) -> None:
        """Send; never waits."""

    def pause(self) -> None:
        """Do not read for a while; the far end is held back by the line."""

    def resume(self) -> None:
        """Read again."""

    def stop(self) -> None:
        """Read no more."""


class SerialPort:
    """One line, opened and closed any number of times.

    Args:
        received: called on the loop with bytes as they come.
    """

    def __init__(self, settings: SerialSettings, received: Callable[[bytes], None]) -> None:
        self._settings = settings
        self._received = received
        self._threads: ThreadPoolExecutor | None = None
        self._port: serial.SerialBase | None = None
        self._stream: Stream | None = None
        self._gone: asyncio.Future[str] | None = None

    @property
    def is_open(self) -> bool:
        """True from `open` until the line is lost or closed."""
        return self._stream is not None

    async def open(self) -> None:
        """Open it and begin to read.

        Raises:
            SerialPortError: it is not there, taken, cannot be set as configured, or its cable is out.
        """
        await self.close()
        threads = self._threads = ThreadPoolExecutor(1, thread_name_prefix="serial")
        opening = threads.submit(self._open)
        try:
            self._port = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(opening)), OPEN_WITHIN_S)
            self._check_plugged()
        except (TimeoutError, asyncio.CancelledError) as error:
            threads.submit(_close_late, opening)
            if isinstance(error, TimeoutError):
                raise self._failed("it does not answer") from None
            raise
        except (OSError, ValueError, termios.error) as error:
            raise self._failed(str(error)) from error
        self._gone = asyncio.get_running_loop().create_future()
        self._stream = self._begin(self._port)

    async def lost(self) -> None:
        """Wait until the line is lost.

        Raises:
            SerialPortError: it is; the text says why.
        """
        if self._gone is None:
            raise self._failed("it is not open")
        while True:
            await asyncio.wait((self._gone,), timeout=CHECKED_EVERY_S if self._settings.plugged != "none" else None)
            if self._gone.done():
                raise self._failed(self._gone.result())
            try:
                self._check_plugged()
            except OSError as error:
                self._is_gone(str(error))

    def write(self, octets: bytes) -> None:
        """Send without waiting; a lost line is noticed by `lost`, not here."""
        if self._stream is not None:
            self._stream.write(octets)

    def pause(self) -> None:
        """Do not read for a while."""
        if self._stream is not None:
            self._stream.pause()

    def resume(self) -> None:
        """Read again."""
        if self._stream is not None:
            self._stream.resume()

    async def close(self) -> None:
        """Close it; may be said twice."""
        stream, self._stream = self._stream, None
        port, self._port = self._port, None
        threads, self._threads = self._threads, None
        if stream is not None:
            stream.stop()
        if threads is not None:
            if port is not None:
                # Closing a network port takes 0.3 s inside pyserial.
                await asyncio.get_running_loop().run_in_executor(threads, _close, port)
            threads.shutdown(wait=False)

    # ---- within ----

    def _open(self) -> serial.SerialBase:
        settings = self._settings
        port = serial.serial_for_url(
            settings.url,
            baudrate=settings.baud,
            bytesize=settings.bits,
            parity=_PARITY[settings.parity],
            stopbits=settings.stop_bits,
            rtscts=settings.flow == "rtscts",
            xonxoff=settings.flow == "xonxoff",
            timeout=_READ_S,
            exclusive=None if "://" in settings.url else True,
        )
        try:
            if (descriptor := _descriptor(port)) is not None:
                _set_up(descriptor, checks_parity=settings.parity != "none")
        except BaseException:
            _close(port)
            raise
        return port

    def _begin(self, port: serial.SerialBase) -> Stream:
        loop = asyncio.get_running_loop()
        descriptor = _descriptor(port)
        if descriptor is not None:
            return DescriptorStream(loop, descriptor, self._received, self._is_gone)
        return ThreadStream(loop, cast(Port, port), self._write_off_loop, self._received, self._is_gone)

    def _write_off_loop(self, octets: bytes) -> None:
        if self._threads is not None and self._port is not None:
            self._threads.submit(self._port.write, octets)

    def _is_gone(self, reason: str) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.stop()
        if self._gone is not None and not self._gone.done():
            self._gone.set_result(reason)

    def _check_plugged(self) -> None:
        """Raises OSError while the signal is off."""
        signal = self._settings.plugged
        if signal != "none" and self._port is not None and not getattr(self._port, signal):
            raise OSError(f"its {signal.upper()} is off: the cable is out, or the station has no current")

    def _failed(self, reason: str) -> SerialPortError:
        return SerialPortError(f"serial line {self._settings.url}: {reason}")


def _descriptor(port: serial.SerialBase) -> int | None:
    try:
        return port.fileno()
    except (io.UnsupportedOperation, AttributeError):
        return None


def _set_up(descriptor: int, *, checks_parity: bool) -> None:
    """What pyserial leaves out: characters with wrong parity become NUL; a network peer that dies is found in 8 s."""
    if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        with socket.fromfd(descriptor, socket.AF_INET, socket.SOCK_STREAM) as same:
            same.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            same.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            same.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 3)
            same.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2)
            same.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 2)
            same.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 8000)
        return
    modes = termios.tcgetattr(descriptor)
    if checks_parity:
        modes[0] = (modes[0] | termios.INPCK) & ~termios.IGNPAR
    # With VMIN 1 an empty read means a hang-up and nothing else.
    modes[6][termios.VMIN] = 1
    termios.tcsetattr(descriptor, termios.TCSANOW, modes)


def _close(port: serial.SerialBase) -> None:
    try:
        port.close()
    except (OSError, termios.error) as error:
        log.warning("a serial port closed with a fault: %s", error)


def _close_late(opening: Future[serial.SerialBase]) -> None:
    """A port that opened after nobody waited for it any more; runs behind its opening, in the same thread."""
    if opening.exception() is None:
        _close(opening.result())
