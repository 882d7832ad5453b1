"""Loops that keep a daemon in step with its store and with systemd; none of them is on an alarm's way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from alarmd import sd_notify
from alarmd.domain.ports import Clock, Ledger, LedgerUnavailable
from alarmd.fitting import Fitting
from alarmd.services.policies import Policies
from alarmd.services.receipts import Receipts
from alarmd.services.register import Register
from alarmd.services.relay import Relay
from alarmd.services.unit_index import UnitIndex

log = logging.getLogger(__name__)

REGISTRY_S = 1.0
PROBE_S = 2.0
PAINTED_S = 2.0
PAINTED_AT_ONCE = 500
PROBE_PATIENCE_S = 8.0
ANCHOR_EACH = timedelta(hours=1)


class StoreProbe:
    """Asks the writer a question every two seconds: it answers only when it can begin a transaction.

    Attributes:
        answers: whether the last question was answered.
    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self.answers = False
        self._ledger = ledger
        self._clock = clock
        self._came_back_s = clock.monotonic()

    async def run(self) -> None:
        """Ask, for as long as the daemon lives."""
        while True:
            try:
                async with asyncio.timeout(PROBE_PATIENCE_S):
                    await self._ledger.command_result("probe")
                self.answers = True
            except (LedgerUnavailable, TimeoutError):
                self.answers = False
            self._came_back_s = self._clock.monotonic()
            await self._clock.wait_until(self._came_back_s + PROBE_S)

    def reasons(self) -> list[str]:
        """For /ready."""
        return [] if self.answers else ["the store does not answer"]

    async def feed_watchdog(self, interval_s: float) -> None:
        """Systemd hears us while the loop runs and the probe comes back, whatever it says: a lost store is no hang."""
        while True:
            if self._clock.monotonic() - self._came_back_s < PROBE_S + 2 * PROBE_PATIENCE_S:
                sd_notify.notify("WATCHDOG=1")
            await self._clock.wait_until(self._clock.monotonic() + interval_s)


class RegistryFollower:
    """Units, people, names and times as the command line changes them, within a second."""

    def __init__(
        self,
        register: Register,
        units: UnitIndex,
        policies: Policies,
        relay: Relay,
        clock: Clock,
        version: int,
        fitting: Fitting,
    ) -> None:
        self._register = register
        self._units = units
        self._policies = policies
        self._relay = relay
        self._clock = clock
        self._version = version
        self._fitting = fitting

    async def run(self) -> None:
        """Look, for as long as the daemon lives."""
        while True:
            await self._clock.wait_until(self._clock.monotonic() + REGISTRY_S)
            try:
                await self.look()
            except LedgerUnavailable:
                log.warning("the registry cannot be read: the store is away")

    async def look(self) -> None:
        """Take the registry anew if it has changed.

        Raises:
            LedgerUnavailable: the store is away.
        """
        version = await self._register.version()
        if version != self._version:
            self._units.replace_all(self._fitting.fit(await self._register.units()))
            self._policies.replace_all(await self._register.times())
            self._relay.rename(await self._register.names())
            self._version = version


class PaintedFollower:
    """What consoles at other nodes have painted is not awaited here: T4 is the first console's, wherever it is."""

    def __init__(self, register: Register, receipts: Receipts, clock: Clock) -> None:
        self._register = register
        self._receipts = receipts
        self._clock = clock
        self._at = 0

    async def run(self) -> None:
        """Look, for as long as the daemon lives."""
        while True:
            await self._clock.wait_until(self._clock.monotonic() + PAINTED_S)
            try:
                await self.look()
            except LedgerUnavailable:
                log.warning("what other nodes have shown cannot be read: the store is away")

    async def look(self) -> None:
        """Ask about some of those that are awaited, in turn.

        Raises:
            LedgerUnavailable: the store is away.
        """
        some = self._receipts.awaited_after(self._at, PAINTED_AT_ONCE)
        self._at = some[-1] if len(some) == PAINTED_AT_ONCE else 0
        if some:
            self._receipts.painted_elsewhere(await self._register.painted_among(some))


async def keep_anchor(write: Callable[[Path], Awaitable[object]], path: Path, clock: Clock) -> None:
    """Write the journal's head to the anchor file at once and then each hour: a chain cannot show a cut tail."""
    while True:
        try:
            await write(path)
        except (LedgerUnavailable, OSError) as error:
            log.error("the journal's head cannot be written to the anchor file: %s", error)
        await clock.wait_until(clock.monotonic() + ANCHOR_EACH.total_seconds())
