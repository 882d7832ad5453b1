"""Two ways to read and write an open port without ever waiting on the loop: by its descriptor, or by a thread."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from typing import Protocol

MOST_UNSENT = 4096
"""Bytes that wait to be sent; a station that takes none of them has been gone for long."""

_PIECE = 4096

Received = Callable[[bytes], None]
Gone = Callable[[str], None]


class DescriptorStream:
    """A port whose descriptor the loop watches.

    Args:
        descriptor: open and non-blocking; it stays the owner's to close.
        received: gets bytes as they come. gone: called once with the reason when the line is lost.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, descriptor: int, received: Received, gone: Gone) -> None:
        self._loop, self._descriptor = loop, descriptor
        self._received, self._gone = received, gone
        self._unsent = b""
        self._stopped = False
        loop.add_reader(descriptor, self._read)

    def write(self, octets: bytes) -> None:
        """Send at once what the system takes, the rest as soon as it takes more."""
        if self._stopped:
            return
        if len(self._unsent) + len(octets) > MOST_UNSENT:
            self._fail("it takes no bytes from us")
            return
        first = not self._unsent
        self._unsent += octets
        if first:
            self._send()

    def pause(self) -> None:
        """Do not read for a while."""
        self._loop.remove_reader(self._descriptor)

    def resume(self) -> None:
        """Read again."""
        if not self._stopped:
            self._loop.add_reader(self._descriptor, self._read)

    def stop(self) -> None:
        """Watch the descriptor no more."""
        if not self._stopped:
            self._stopped = True
            self._loop.remove_reader(self._descriptor)
            self._loop.remove_writer(self._descriptor)

    def _read(self) -> None:
        try:
            octets = os.read(self._descriptor, _PIECE)
        except BlockingIOError:
            return
        except OSError as error:
            self._fail(error.strerror or str(error))
            return
        if octets:
            self._received(octets)
        else:
            self._fail("the other end has hung up")

    def _send(self) -> None:
        try:
            sent = os.write(self._descriptor, self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError as error:
            self._fail(error.strerror or str(error))
            return
        self._unsent = self._unsent[sent:]
        if self._unsent:
            self._loop.add_writer(self._descriptor, self._send)
        else:
            self._loop.remove_writer(self._descriptor)

    def _fail(self, reason: str) -> None:
        if not self._stopped:
            self.stop()
            self._gone(reason)


class Port(Protocol):
    """A pyserial port without a descriptor."""

    @property
    def in_waiting(self) -> int:
        """Bytes that can be read at once."""

    def read(self, size: int = 1) -> bytes:
        """Wait at most the port's timeout for so many bytes."""


class ThreadStream:
    """A port that only a thread can wait for.

    Args:
        write: sends from another thread; it gives no word of success, the reading thread finds a lost line.
        received, gone: called on the loop.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        port: Port,
        write: Callable[[bytes], object],
        received: Received,
        gone: Gone,
    ) -> None:
        self._loop, self._port, self._write = loop, port, write
        self._received, self._gone = received, gone
        self._stopped, self._flowing = threading.Event(), threading.Event()
        self._flowing.set()
        threading.Thread(target=self._run, name="serial reader", daemon=True).start()

    def write(self, octets: bytes) -> None:
        """Hand over to the sending thread."""
        if not self._stopped.is_set():
            self._write(octets)

    def pause(self) -> None:
        """Do not read for a while."""
        self._flowing.clear()

    def resume(self) -> None:
        """Read again."""
        self._flowing.set()

    def stop(self) -> None:
        """The thread ends within the port's timeout."""
        self._stopped.set()
        self._flowing.set()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                self._flowing.wait()
                if octets := self._port.read(max(1, self._port.in_waiting)):
                    self._call(self._take, octets)
        except Exception as error:  # noqa: BLE001 - a port closed under its reader fails in many ways
            self._call(self._lose, str(error) or type(error).__name__)

    def _call(self, function: Callable[..., None], argument: object) -> None:
        if not self._stopped.is_set():
            self._loop.call_soon_threadsafe(function, argument)

    def _take(self, octets: bytes) -> None:
        if not self._stopped.is_set():
            self._received(octets)

    def _lose(self, reason: str) -> None:
        if not self._stopped.is_set():
            self._stopped.set()
            self._gone(reason)
