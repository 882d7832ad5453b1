"""One daemon's life: from the check of its store to the last rung of the shutdown ladder."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from alarmd import clock_socket, sd_notify
from alarmd.bootstrap.services import Services
from alarmd.bootstrap.stored import open_stored
from alarmd.bootstrap.web import Web
from alarmd.config import Config
from alarmd.domain.ports import Clock
from alarmd.doorkeeper import Doorkeeper, down_signal
from alarmd.runtime import Rung, Runtime, keep_out_of_collections
from alarmd.store.checkpoint import Checkpoints
from alarmd.store.schema import check
from alarmd.system_clock import MovableClock, SystemClock
from alarmd.telemetry import Telemetry
from alarmd.upkeep import PaintedFollower, RegistryFollower, StoreProbe, keep_anchor
from alarmd.web.health import Condition
from devices.listener import Centre
from devices.twisted_bridge import install_reactor

log = logging.getLogger(__name__)


class Daemon:
    """One alarmd."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clock: Clock = MovableClock() if config.testing.clock_socket else SystemClock()
        self.telemetry = Telemetry()
        self.runtime = Runtime(self.clock, self.telemetry)
        self.condition = Condition()
        self.doorkeepers: list[Doorkeeper] = []

    async def run(self) -> int:
        """Start everything, wait until somebody asks us to stop, stop in good order; the exit status.

        Raises:
            SchemaMismatch: the store has another schema; the text says what to do.
            ListenerRefused: a web listener cannot be opened as configured.
            LedgerUnavailable: the store is away.
        """
        self.runtime.own_signals()
        if isinstance(self.clock, MovableClock):
            self._clock_server = await clock_socket.serve(self.clock, Path(self.config.testing.clock_socket))
        check(self.config.store.url)
        self.stored = await open_stored(self.config, self.clock)
        self.services = Services(self.config, self.stored, self.clock, self.telemetry, self._protocols_heard)
        self.probe = StoreProbe(self.stored.ledger, self.clock)
        await self.services.watch.load()
        self.web = Web(self.config, self.stored, self.services, self.clock, self.telemetry, self.condition)
        self.condition.unready += [self._store_reasons, self._door_reasons, self._stopping_reasons]
        self.condition.degraded.append(self.services.pulse.degraded)
        self._start_loops()
        self._open_doors()
        keep_out_of_collections()
        sd_notify.notify("READY=1")
        await self.runtime.stopping.wait()
        sd_notify.notify("STOPPING=1")
        log.info("stopping")
        await self.runtime.climb_down(self._ladder())
        return 0

    # ---- what runs beside the walk ----

    def _start_loops(self) -> None:
        start, services, stored = self.runtime.start, self.services, self.stored
        start("commit", services.commit_loop.run)
        start("overdue", services.overdue.run)
        start("escalate", services.escalate.run)
        if stored.lease is not None:
            start("duty", services.duty.run)
        start("outbox", services.outbox.run)
        start("watch", services.watch.run)
        start("first contact", services.first_contact.run)
        start("contacts", services.watch.keep)
        start("presence", services.presence.run)
        start("pulse", services.pulse.run)
        start("probe", self.probe.run)
        self.follower = RegistryFollower(
            stored.register, stored.units, services.policies, services.relay, self.clock, stored.version, stored.fitting
        )
        start("registry", self.follower.run)
        if anchor_file := self.config.store.anchor_file:
            start("anchor", partial(keep_anchor, stored.anchor, Path(anchor_file), self.clock))
        if self.config.store.url.startswith("postgresql"):
            start("follow", services.commit_loop.follow)
            start("painted", PaintedFollower(stored.register, services.relay.receipts, self.clock).run)
        else:
            start("checkpoint", Checkpoints(self.config.store.url, self.clock).run)
        for listener in self.web.listeners:
            start(f"web {listener.name}", listener.run)
        if (interval := sd_notify.watchdog_interval_s()) is not None:
            start("watchdog", partial(self.probe.feed_watchdog, interval))

    # ---- stops 1 to 3: the doors ----

    def _open_doors(self) -> None:
        reactor = install_reactor(asyncio.get_running_loop())
        from devices.registry import SendsNotices, SendsTexts, make_door

        services, tenant = self.services, self.config.centre.tenant
        centre = Centre(
            intake=services.intake,
            contact=services.watch,
            units=self.stored.units,
            telemetry=self.telemetry,
            clock=self.clock,
            tracer=services.trace,
            tenant_id=tenant,
            new_id=services.new_id,
            clock_is_sure=lambda: not services.pulse.stepped_lately(),
            keep_words=self._keep_words,
        )
        raise_down = partial(down_signal, clock=self.clock, tenant_id=tenant, new_id=services.new_id)
        for settings in self.config.doors:
            door = make_door(settings, centre, reactor)
            keeper = Doorkeeper(door, settings.kind, self.clock, self.telemetry, services.intake, raise_down)
            self.doorkeepers.append(keeper)
            if isinstance(door, SendsNotices):
                services.senders.add(door.sender.scheme, door.sender)
            if isinstance(door, SendsTexts):
                services.add_gateway(door.gateway)
            self.runtime.start(f"door {door.name}", keeper.run)

    async def _keep_words(self, unit_id: int, words: Mapping[str, str | None]) -> None:
        """Doors may use what they have kept as soon as this returns."""
        await self.stored.register.keep_words(unit_id, words)
        await self.follower.look()

    def _protocols_heard(self) -> set[str]:
        return {keeper.protocol for keeper in self.doorkeepers if keeper.is_open}

    # ---- how we are ----

    def _store_reasons(self) -> Sequence[str]:
        if self.services.overdue.is_showing:
            return ["the store does not commit: signals are shown that are not stored"]
        return self.probe.reasons()

    def _door_reasons(self) -> Sequence[str]:
        return [f"door {keeper.door.name} is not open" for keeper in self.doorkeepers if not keeper.is_open]

    def _stopping_reasons(self) -> Sequence[str]:
        return ["alarmd is stopping"] if self.runtime.stopping.is_set() else []

    # ---- and down again ----

    def _ladder(self) -> Sequence[Rung]:
        return (
            Rung("doors", self._close_doors),
            Rung("queues and the last commit", self._drain, 4.0),
            Rung("last contacts", self.services.watch.save),
            Rung("duty", self.services.duty.leave),
            Rung("consoles", self._say_goodbye),
            Rung("web", self._close_web, 4.0),
            Rung("loops", self.runtime.cancel),
            Rung("store", self._close_store, 3.0),
        )

    async def _close_doors(self) -> None:
        for keeper in self.doorkeepers:
            await keeper.close()

    async def _drain(self) -> None:
        self.services.commit_loop.stop()
        await self.runtime.join("commit")

    async def _say_goodbye(self) -> None:
        self.services.relay.dismiss_all("stopping")
        self.services.trace.close()

    async def _close_web(self) -> None:
        for listener in self.web.listeners:
            listener.stop()
        await self.runtime.join(*(f"web {listener.name}" for listener in self.web.listeners))

    async def _close_store(self) -> None:
        await self.web.close()
        self.services.apprise.close()
        await self.stored.close()
