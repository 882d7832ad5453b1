"""Opens the store and brings back what the hot path needs in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from alarmd.config import Config
from alarmd.domain.ports import Clock
from alarmd.fitting import Fitting
from alarmd.sealing import Seal
from alarmd.services.memory import Memory
from alarmd.services.unit_index import UnitIndex
from alarmd.store.contacts import SqlContacts, contacts_url, open_contacts
from alarmd.store.duty import SqlLease, open_lease
from alarmd.store.engine import tool_engine
from alarmd.store.journal import anchor
from alarmd.store.notices import SqlNotices
from alarmd.store.presences import SqlPresences
from alarmd.store.reader import SqlRegister, open_register
from alarmd.store.writer import SqlLedger, open_ledger
from devices.device_profiles import load_profiles

REMEMBER = timedelta(minutes=35)
"""Messages this old cannot be retransmissions any more."""


@dataclass(slots=True)
class Stored:
    """The store's parts and what was read from it at start."""

    url: str
    clock: Clock
    ledger: SqlLedger
    register: SqlRegister
    contacts: SqlContacts
    lease: SqlLease | None
    presences: SqlPresences | None
    notices: SqlNotices
    memory: Memory
    units: UnitIndex
    fitting: Fitting
    names: Mapping[str, str]
    times: Mapping[int, Mapping[str, object]]
    version: int
    epoch: str

    async def anchor(self, path: Path) -> str:
        """Append the journal's head to the anchor file and return its hash.

        Raises:
            LedgerUnavailable: the store is away.
            OSError: the file cannot be written.
        """
        return await asyncio.to_thread(_anchor, self.url, path, self.clock.now())

    async def close(self) -> None:
        """Write what still waits and end the threads."""
        await self.contacts.close()
        if self.lease is not None:
            await self.lease.close()
        await self.register.close()
        await self.ledger.close()


async def open_stored(config: Config, clock: Clock) -> Stored:
    """Open everything; leases are prolonged by the time since a door last listened, which was ours.

    Raises:
        LedgerUnavailable: the store is away.
        SealingError: the key file of the settings cannot be used.
        ProfileError: a device profile cannot be used.
    """
    url = config.store.url
    seal = Seal(Path(config.secrets.key_file)) if config.secrets.key_file else None
    fitting = Fitting(load_profiles(config.profiles.folder), seal)
    ledger = open_ledger(url, clock)
    register = open_register(url, ledger)
    contacts = open_contacts(config.store.contacts_url or contacts_url(url), config.centre.node)
    lease = open_lease(url)
    now = clock.now()
    intervals = await contacts.listening_intervals()
    memory = Memory()
    memory.load(
        await ledger.changes_since(-1),
        await ledger.recent_signals(now - REMEMBER),
        now,
        clock.monotonic(),
        stopped_at=max((interval.to_at for interval in intervals), default=None),
    )
    return Stored(
        url=url,
        clock=clock,
        ledger=ledger,
        register=register,
        contacts=contacts,
        lease=lease,
        presences=SqlPresences(lease.worker, config.centre.node) if lease is not None else None,
        notices=SqlNotices(ledger.worker),
        memory=memory,
        units=UnitIndex(fitting.fit(await register.units())),
        fitting=fitting,
        names=await register.names(),
        times=await register.times(),
        version=await register.version(),
        epoch=await ledger.epoch(),
    )


def _anchor(url: str, path: Path, at: datetime) -> str:
    engine = tool_engine(url)
    try:
        return anchor(engine, path, at)
    finally:
        engine.dispose()
