"""A headless console that remembers what it was shown, for programs that count afterwards."""

from __future__ import annotations

import asyncio
from collections import Counter

from console.board import Change
from console.config import Settings
from console.headless import Headless
from console.link import Link


class HeadlessConsole(Headless):
    """Connects as an operator and remembers which signals it was shown, and how often.

    Attributes:
        shown: signal id to how often it was to be confirmed. seen: incident ids that stood on the board.
    """

    def __init__(self, url: str, token: str) -> None:
        super().__init__(Settings(url=url), token)
        self.shown: Counter[int] = Counter()
        self.seen: set[int] = set()
        self.rang = asyncio.Event()
        self._connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def changed(self, change: Change) -> None:
        """Remember it, and confirm it as any console."""
        self.seen.update(row.id for row in change.rows)
        self.shown.update(change.confirm)
        super().changed(change)
        if change.rings:
            self.rang.set()

    def link_changed(self, link: Link) -> None:
        """Let in who waits for the connection."""
        super().link_changed(link)
        if link.connections:
            self._connected.set()

    async def __aenter__(self) -> HeadlessConsole:
        self._task = asyncio.create_task(self.run())
        connected = asyncio.create_task(self._connected.wait())
        await asyncio.wait({self._task, connected}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            connected.cancel()
            await self._task
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.stop()
        if self._task is not None:
            await self._task
