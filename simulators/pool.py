"""A few sockets for a whole fleet; lost connections come back by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from simulators.link import Link, open_link
from simulators.target import Target

REOPEN_AFTER_S = 1.0

PoolReceive = Callable[[int, bytes], None]


class LinkPool:
    """`size` links to one receiver, numbered from 0; `receive` gets the number and the bytes.

    A link that cannot be opened or breaks is tried again each second, so a fleet outlives its receiver.
    """

    def __init__(self, target: Target, size: int, receive: PoolReceive) -> None:
        self._target = target
        self._receive = receive
        self._links: list[Link | None] = [None] * size
        self._opening: dict[int, asyncio.Task[None]] = {}
        self._open_at = [0.0] * size
        self.opened = [0] * size

    def __len__(self) -> int:
        return len(self._links)

    async def open(self) -> None:
        """Open every link once; those that fail come later."""
        await asyncio.gather(*(self._reopen(index) for index in range(len(self))))

    def send(self, index: int, payload: bytes) -> bool:
        """Send over one link; false when it is not there at the moment."""
        link = self._links[index]
        if link is None or not link.alive:
            return False
        link.send(payload)
        return True

    def local(self, index: int) -> tuple[str, int]:
        """Our own address on one link; port 0 while it is not there."""
        link = self._links[index]
        return link.local if link is not None and link.alive else ("127.0.0.1", 0)

    def tick(self, now: float) -> None:
        """Bring back what is lost; call it now and then with the loop's time."""
        for index, link in enumerate(self._links):
            if (link is None or not link.alive) and index not in self._opening and now >= self._open_at[index]:
                self._opening[index] = asyncio.create_task(self._reopen(index))

    async def close(self) -> None:
        """Close every link."""
        for task in self._opening.values():
            task.cancel()
        await asyncio.gather(*self._opening.values(), return_exceptions=True)
        self._opening.clear()
        for index, link in enumerate(self._links):
            self._links[index] = None
            if link is not None:
                await link.close()

    async def _reopen(self, index: int) -> None:
        old, self._links[index] = self._links[index], None
        if old is not None:
            await old.close()
        try:
            self._links[index] = await open_link(self._target, lambda payload: self._receive(index, payload))
            self.opened[index] += 1
        except OSError:
            self._open_at[index] = monotonic() + REOPEN_AFTER_S
        finally:
            self._opening.pop(index, None)
