"""Which operators have a console on the feed: one that stays away loses its claims (DESIGN §6 *Console feed*)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from alarmd.domain.ports import Clock, LedgerUnavailable
from alarmd.services.duty import Duty

ABSENT_S = 10.0
"""Seconds without any console of the operator, at any node, after which the operator's claims go back to the queue."""

NOTE_S = 2.0
"""With several nodes: how often each tells the store who is here."""

SURE_S = 3 * NOTE_S
"""After the store was away, or when this node comes on duty: every node gets so long to tell who is there."""

log = logging.getLogger(__name__)


class PresenceStore(Protocol):
    """Who is where, as all nodes see it, on the store's clock. Every call may raise LedgerUnavailable."""

    async def note(self, heard_s: Mapping[str, float]) -> None:
        """Operators of this node, each with the seconds since a console was last heard here."""

    async def absent(self, for_s: float) -> Sequence[str]:
        """Operators of whom no node has heard for so long; they are named until forgotten."""

    async def forget(self, operators: Sequence[str], for_s: float) -> None:
        """Those who are still absent need not be named again."""


class Presence:
    """Counts the consoles of each operator on this node and releases the claims of one who is gone everywhere.

    Several consoles may belong to one operator; the last one counts. A console that comes back within `ABSENT_S`, to
    this node or another, has lost nothing. With several nodes, the one on duty releases.
    """

    def __init__(
        self, clock: Clock, release_owner: Callable[[str, str], int], duty: Duty, store: PresenceStore | None = None
    ) -> None:
        self._clock = clock
        self._release = release_owner
        self._duty = duty
        self._store = store
        self._consoles: dict[str, int] = {}
        self._gone_at_s: dict[str, float] = {}
        self._bell = asyncio.Event()
        self._sure_from_s = 0.0
        self._gains = 0

    def arrived(self, operator: str) -> None:
        """A console of `operator:7` is on the feed."""
        self._consoles[operator] = self._consoles.get(operator, 0) + 1
        self._gone_at_s.pop(operator, None)
        if self._store is not None:
            self._bell.set()

    def left(self, operator: str, last_heard_s: float) -> None:
        """A console is gone; it was last heard at `last_heard_s` (monotonic), from which its absence counts."""
        count = self._consoles.get(operator, 0) - 1
        if count > 0:
            self._consoles[operator] = count
            return
        self._consoles.pop(operator, None)
        self._gone_at_s[operator] = last_heard_s
        self._bell.set()

    def is_here(self, operator: str) -> bool:
        """True while at least one console of the operator is connected."""
        return operator in self._consoles

    async def run(self) -> None:
        """Release those who are gone, for as long as the daemon lives."""
        if self._store is not None:
            await self._run_shared(self._store)
        while True:
            if not self._gone_at_s:
                self._bell.clear()
                await self._bell.wait()
            soonest = min(self._gone_at_s.values(), default=self._clock.monotonic()) + ABSENT_S
            await self._clock.wait_until(soonest, self._bell)
            self._release_due()

    def _release_due(self) -> None:
        now = self._clock.monotonic()
        for operator in [o for o, gone in self._gone_at_s.items() if gone + ABSENT_S <= now]:
            del self._gone_at_s[operator]
            self._let_go(operator)

    def _let_go(self, operator: str) -> None:
        count = self._release(operator, "console_absent")
        log.info("no console of %s for %.0f s: %d claims go back to the queue", operator, ABSENT_S, count)

    # ---- several nodes ---------------------------------------------------------------------------------------------

    async def _run_shared(self, store: PresenceStore) -> None:
        while True:
            began_s = self._clock.monotonic()
            try:
                await self._tell(store, began_s)
                await self._judge(store, began_s)
            except LedgerUnavailable:
                log.warning("who has a console where cannot be told: the store is away; nobody loses a claim")
                self._sure_from_s = self._clock.monotonic() + SURE_S
            await self._clock.wait_until(began_s + NOTE_S, self._bell)

    async def _tell(self, store: PresenceStore, now_s: float) -> None:
        gone = dict(self._gone_at_s)
        heard = dict.fromkeys(self._consoles, 0.0) | {who: max(0.0, now_s - at_s) for who, at_s in gone.items()}
        if heard:
            await store.note(heard)
        for who, at_s in gone.items():
            if self._gone_at_s.get(who) == at_s:
                del self._gone_at_s[who]

    async def _judge(self, store: PresenceStore, now_s: float) -> None:
        if self._gains != self._duty.gains:
            self._gains = self._duty.gains
            self._sure_from_s = now_s + SURE_S
        if not self._duty.is_ours or now_s < self._sure_from_s:
            return
        absent = await store.absent(ABSENT_S)
        for operator in absent:
            self._let_go(operator)
        if absent:
            await store.forget(absent, ABSENT_S)
