"""A console without a screen: the real feed client, which confirms what it is told at once and can act."""

from __future__ import annotations

import asyncio
from collections import Counter

from console.board import Change
from console.client import FeedClient
from console.link import Link


class HeadlessConsole:
    """Connects as an operator and remembers which signals it was shown, and how often.

    Attributes:
        shown: signal id to how often it was to be confirmed. seen: incident ids that stood on the board.
    """

    def __init__(self, url: str, token: str) -> None:
        self.client = FeedClient(url, token, self)
        self.shown: Counter[int] = Counter()
        self.seen: set[int] = set()
        self.rang = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def changed(self, change: Change) -> None:
        """The board changed: a console without a screen has painted it at once."""
        self.seen.update(row.id for row in change.rows)
        self.shown.update(change.confirm)
        self.client.painted(change.confirm)
        if change.rings:
            self.rang.set()

    def link_changed(self, link: Link) -> None:
        """Nothing to show."""

    async def __aenter__(self) -> HeadlessConsole:
        self._task = asyncio.create_task(self.client.run())
        while self.client.link.connections == 0:
            if self._task.done():
                await self._task
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.stop()
        if self._task is not None:
            await self._task
