"""Which of several nodes decides lateness, outages and deadlines: the one with the lease in the store (DESIGN §7).

The store's clock says when the lease ends; this node trusts it for a little less, counted on its own monotonic clock
from before it asked. So there is never a moment at which two nodes believe that it is theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from alarmd.domain.ports import Clock, LedgerUnavailable
from alarmd.telemetry import Telemetry

LEASE_S = 6.0
"""A node that was killed is replaced after this and one `RENEW_S` at the latest."""

RENEW_S = 1.5
MARGIN_S = 1.0
"""So much earlier than the store we take the lease to have ended."""

_ALWAYS = float("inf")
_NEVER = float("-inf")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holder:
    """One run of a daemon: `run` differs after each start, `node` is the configured number."""

    run: str
    node: int


class LeaseStore(Protocol):
    """The lease that all nodes see."""

    async def hold(self, me: Holder, lease_s: float) -> Holder:
        """Take or prolong the lease unless another run holds it; who holds it now.

        Raises:
            LedgerUnavailable: the store is away.
        """

    async def release(self, me: Holder) -> None:
        """Let it go at once, if it is ours.

        Raises:
            LedgerUnavailable: the store is away; the lease runs out by itself.
        """


class Duty:
    """Says whether this node decides. Without a `LeaseStore` (SQLite: one node) it always does, at no cost.

    Attributes:
        gains: how often this node came on duty; whoever has acted only as a follower since then starts anew.
    """

    def __init__(
        self, clock: Clock, telemetry: Telemetry, store: LeaseStore | None = None, me: Holder | None = None
    ) -> None:
        self._clock = clock
        self._telemetry = telemetry
        self._store = store
        self._me = me or Holder("", 0)
        self._until_s = _ALWAYS if store is None else _NEVER
        self._rings: list[Callable[[], object]] = []
        self._since_twin_s: float | None = None
        self.gains = 1 if store is None else 0
        telemetry.on_duty.set(self.is_ours)

    @property
    def is_ours(self) -> bool:
        """True while this node decides."""
        return self._clock.monotonic() < self._until_s

    def when_gained(self, ring: Callable[[], object]) -> None:
        """Call `ring` each time this node comes on duty."""
        self._rings.append(ring)

    async def run(self) -> None:
        """Ask for the lease, or prolong it, for as long as the daemon lives."""
        while True:
            began_s = self._clock.monotonic()
            await self.ask()
            await self._clock.wait_until(began_s + RENEW_S)

    async def ask(self) -> None:
        """Ask once."""
        store = self._store
        if store is None:
            return
        began_s, before = self._clock.monotonic(), self.is_ours
        try:
            holder = await store.hold(self._me, LEASE_S)
        except LedgerUnavailable as error:
            log.warning("the lease cannot be asked for: %s", error)
        else:
            if self._store is None:
                return
            self._until_s = began_s + LEASE_S - MARGIN_S if holder == self._me else _NEVER
            self._look_for_a_twin(holder)
        self._telemetry.on_duty.set(self.is_ours)
        if self.is_ours and not before:
            self.gains += 1
            log.info("this node decides lateness, outages and deadlines from now on")
            for ring in self._rings:
                ring()
        elif before and not self.is_ours:
            log.warning("this node does not decide lateness, outages and deadlines any more")

    async def leave(self) -> None:
        """We are stopping: another node may take over at once, and this one does not ask again."""
        store, self._store = self._store, None
        if store is not None:
            self._until_s = _NEVER
            try:
                await store.release(self._me)
            except LedgerUnavailable:
                log.warning("the lease could not be given back; it ends by itself in %.0f s", LEASE_S)

    def _look_for_a_twin(self, holder: Holder) -> None:
        """After our own crash the lease is still our former run's for a while; longer than that, somebody lives."""
        now_s = self._clock.monotonic()
        if holder.node != self._me.node or holder == self._me:
            self._since_twin_s = None
        elif self._since_twin_s is None:
            self._since_twin_s = now_s
        elif now_s - self._since_twin_s > 2 * LEASE_S:
            self._since_twin_s = now_s
            log.error(
                "another running daemon has [centre] node = %d too: give each its own number, or ids will collide",
                self._me.node,
            )
