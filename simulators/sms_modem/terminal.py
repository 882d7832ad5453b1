"""A pseudo terminal with the modem behind it: what others open is `path`."""

from __future__ import annotations

import asyncio
import os
import tty
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from types import TracebackType

from simulators.clock import wall_now
from simulators.sms_modem.faults import Faults
from simulators.sms_modem.modem import ModemSim, Sent

_PIECE = 4096


class ModemTerminal:
    """A modem that can be opened as a serial port. Use it as a context; inside, the loop must run.

    Args:
        link: where a symbolic link to the terminal is made, so that its name is known beforehand.
    """

    def __init__(
        self,
        *,
        faults: Faults | None = None,
        link: str = "",
        now: Callable[[], datetime] = wall_now,
        on_sent: Callable[[Sent], None] | None = None,
    ) -> None:
        self.modem = ModemSim(self._write, self._later, now, faults=faults, on_sent=on_sent)
        self._link = link
        self._master = self._slave = -1
        self._unsent = b""
        self._timers: set[asyncio.TimerHandle] = set()
        self.path = ""

    def __enter__(self) -> ModemTerminal:
        self.plug_in()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pull_out()

    def plug_in(self) -> None:
        """The port is there (again), maybe under another name."""
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path = os.ttyname(self._slave)
        if self._link:
            if os.path.islink(self._link):
                os.unlink(self._link)
            os.symlink(self.path, self._link)
            self.path = self._link
        asyncio.get_running_loop().add_reader(self._master, self._read)

    def pull_out(self) -> None:
        """The cable is out: the port is gone."""
        loop = asyncio.get_running_loop()
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if self._master >= 0:
            loop.remove_reader(self._master)
            loop.remove_writer(self._master)
            os.close(self._master)
            os.close(self._slave)
            self._master = self._slave = -1
        if self._link and os.path.islink(self._link):
            os.unlink(self._link)

    def _read(self) -> None:
        try:
            self.modem.feed(os.read(self._master, _PIECE))
        except (BlockingIOError, OSError):
            return

    def _write(self, octets: bytes) -> None:
        if self._master < 0:
            return
        self._unsent += octets
        self._send()

    def _send(self) -> None:
        loop = asyncio.get_running_loop()
        with suppress(BlockingIOError):
            self._unsent = self._unsent[os.write(self._master, self._unsent) :]
        if self._unsent:
            loop.add_writer(self._master, self._send)
        else:
            loop.remove_writer(self._master)

    def _later(self, seconds: float, then: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()

        def due() -> None:
            self._timers.discard(timer)
            then()

        timer = loop.call_later(seconds, due)
        self._timers.add(timer)
