"""The far end of a serial line: a pseudo terminal whose master end the test holds."""

from __future__ import annotations

import asyncio
import os
import tty
from types import TracebackType


class PseudoTerminal:
    """A cable: `url` is our end; write, read and pull it out at the other."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        for end in (self.master, self.slave):
            tty.setraw(end)
        os.set_blocking(self.master, False)
        self.url = os.ttyname(self.slave)
        self._heard = bytearray()

    def __enter__(self) -> PseudoTerminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pull_out()

    def write(self, octets: bytes) -> None:
        os.write(self.master, octets)

    async def read(self, size: int, within_s: float = 5.0) -> bytes:
        """The next `size` bytes from the other end."""
        loop = asyncio.get_running_loop()
        more = asyncio.Event()
        loop.add_reader(self.master, self._read, more)
        try:
            async with asyncio.timeout(within_s):
                while len(self._heard) < size:
                    more.clear()
                    await more.wait()
        finally:
            loop.remove_reader(self.master)
        octets = bytes(self._heard[:size])
        del self._heard[:size]
        return octets

    async def is_silent(self, for_s: float = 0.05) -> bool:
        """True when nothing comes for so long."""
        try:
            await self.read(1, for_s)
        except TimeoutError:
            return True
        return False

    def pull_out(self) -> None:
        """Both ends are gone."""
        for name in ("master", "slave"):
            descriptor = getattr(self, name)
            if descriptor >= 0:
                os.close(descriptor)
                setattr(self, name, -1)

    def _read(self, more: asyncio.Event) -> None:
        try:
            self._heard += os.read(self.master, 4096)
        except OSError:
            return
        more.set()
