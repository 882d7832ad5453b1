"""A console without a screen: the real client, which confirms what it is told and can claim and close.

For `make demo-check`, benches and measuring from another machine. Each event is one JSON line on the stream, if any.
"""

from __future__ import annotations

import asyncio
from typing import TextIO

import msgspec

from console.board import LIFE_SAFETY, WAITING, Change
from console.client import FeedClient
from console.clock import Clock, SystemClock
from console.config import Settings
from console.link import Link, LinkState
from protocols.console_feed.messages import Row

OUTCOME = "helped_by_voice"


class Headless:
    """Shows by confirming; works every `act_every`-th life-safety incident from claim to close (0: none)."""

    def __init__(
        self,
        settings: Settings,
        token: str,
        out: TextIO | None = None,
        *,
        act_every: int = 0,
        clock: Clock | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.client = FeedClient(
            settings.url, token, self, clock=self.clock, language=settings.language, tls=settings.tls()
        )
        self._out = out
        self._act_every = act_every
        self._begun: set[int] = set()
        self._work: set[asyncio.Task[None]] = set()
        self._state = LinkState.CONNECTING

    async def run(self) -> None:
        """Listen until cancelled or stopped."""
        try:
            await self.client.run()
        finally:
            for task in self._work:
                task.cancel()
            await asyncio.gather(*self._work, return_exceptions=True)

    def changed(self, change: Change) -> None:
        """Confirm, tell, and perhaps act."""
        if change.confirm:
            self.client.painted(change.confirm)
            self._tell("shown", signals=change.confirm, at_ms=self.client.now_ms())
        for row in change.rows:
            if row.volatile:
                self._tell("volatile", incident=row.id, unit=row.unit)
            elif row.lane == LIFE_SAFETY and row.state == WAITING and row.id not in self._begun:
                self._new(row)

    def link_changed(self, link: Link) -> None:
        """Tell when the connection comes and goes."""
        if link.state is not self._state:
            self._state = link.state
            self._tell("link", state=link.state.value, reason=link.reason)

    def _new(self, row: Row) -> None:
        self._begun.add(row.id)
        if self._act_every and len(self._begun) % self._act_every == 0:
            task = asyncio.create_task(self._handle(row.id), name=f"incident {row.id}")
            self._work.add(task)
            task.add_done_callback(self._work.discard)

    async def _handle(self, incident: int) -> None:
        if (await self.client.command("claim", incident)).ok:
            self._tell("claimed", incident=incident)
            if (await self.client.command("close", incident, outcome=OUTCOME, text="")).ok:
                self._tell("closed", incident=incident)

    def _tell(self, event: str, **facts: object) -> None:
        if self._out is None:
            return
        self._out.write(msgspec.json.encode({"event": event, **facts}).decode() + "\n")
        self._out.flush()
