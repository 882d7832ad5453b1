"""A ledger in memory that keeps the store's rules and fails, waits or is overtaken on command."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from alarmd.domain.incident import Incident
from alarmd.domain.ports import (
    Batch,
    Changes,
    Clock,
    Committed,
    LedgerRefused,
    LedgerStale,
    LedgerUnavailable,
    Notice,
)
from alarmd.domain.signal import Lane, Signal
from alarmd.domain.tie import Sender, SenderTie
from alarmd.domain.timeline import TimelineEntry
from tests.fakes.loop import turn


class FakeLedger:
    """Implements `Ledger`.

    Attributes:
        down: True makes every call raise LedgerUnavailable.
        gate: clear it to hold commits back before they write; `held` counts those that wait.
        poison: a batch with a signal for which this is true is refused.
        failures: exceptions raised by the next commits, first one first.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.down = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.held = 0
        self.poison: Callable[[Signal], bool] = lambda signal: False
        self.failures: list[Exception] = []
        self.feed_no = 0
        self.signals: dict[int, tuple[Signal, int | None]] = {}
        self.stored_keys: dict[str, int] = {}
        self.incidents: dict[int, Incident] = {}
        self.numbers: dict[int, int] = {}
        self.signal_numbers: dict[int, int] = {}
        self.entries: list[TimelineEntry] = []
        self.notices: dict[int, Notice] = {}
        self.commands: dict[str, str] = {}
        self.ties: dict[Sender, tuple[int, SenderTie]] = {}
        self.folds: dict[int, int] = {}
        self.answered: dict[int, datetime] = {}
        self.painted: dict[int, datetime] = {}
        self.commits = 0
        self.batches: list[Batch] = []

    async def commit(self, batch: Batch) -> Committed:
        if not self.gate.is_set():
            self.held += 1
            try:
                await self.gate.wait()
            finally:
                self.held -= 1
        else:
            await turn()
        self._judge(batch)
        return self._write(batch)

    def _judge(self, batch: Batch) -> None:
        if self.down:
            raise LedgerUnavailable("the fake store is down")
        if self.failures:
            raise self.failures.pop(0)
        if batch.based_on != self.feed_no:
            raise LedgerStale(f"based on {batch.based_on}, the head is {self.feed_no}")
        for incident_id in batch.joined:
            if not self.incidents[incident_id].is_open:
                raise LedgerStale(f"incident {incident_id} is closed")
        self._judge_uniqueness(batch)
        if any(self.poison(signal) for signal, _ in batch.signals):
            raise LedgerRefused("poison")

    def _judge_uniqueness(self, batch: Batch) -> None:
        keys = [stored_key(signal) for signal, _ in batch.signals]
        if len(set(keys)) != len(keys) or self.stored_keys.keys() & set(keys):
            raise LedgerRefused("message key is taken")
        if self.commands.keys() & {command_id for command_id, _ in batch.command_ids}:
            raise LedgerRefused("command id is taken")
        after = {**self.incidents, **batch.incidents}
        changed = {(i.lane, i.subject) for i in batch.incidents.values() if i.is_open}
        taken = [(i.lane, i.subject) for i in after.values() if i.is_open and (i.lane, i.subject) in changed]
        if len(set(taken)) != len(taken):
            raise LedgerStale("two open incidents for one subject")

    def _write(self, batch: Batch) -> Committed:
        self.commits += 1
        self.batches.append(batch)
        if batch.incidents:
            self.feed_no += 1
        for signal, incident_id in batch.signals:
            self.signals[signal.id] = (signal, incident_id)
            self.signal_numbers[signal.id] = self.feed_no
            self.stored_keys[stored_key(signal)] = signal.id
        for incident_id, incident in batch.incidents.items():
            assert (incident_id in batch.opened) == (incident_id not in self.incidents)
            self.incidents[incident_id] = incident
            self.numbers[incident_id] = self.feed_no
        self.entries.extend(batch.entries)
        self.notices.update({notice.id: notice for notice in batch.notices})
        self.ties.update({tie.sender: (self.feed_no, tie) for tie in batch.ties})
        self.commands.update(batch.command_ids)
        for signal_id, count in batch.folds.items():
            self.folds[signal_id] = self.folds.get(signal_id, 0) + count
        self.answered.update(batch.answered)
        self.painted.update(batch.painted)
        return Committed(feed_no=self.feed_no, durable_at=self._clock.now(), commit_s=0.001)

    async def changes_since(self, feed_no: int) -> Changes:
        self._need()
        return Changes(
            feed_no=self.feed_no,
            incidents=tuple(
                i for i in self.incidents.values() if (self.numbers[i.id] > feed_no if feed_no >= 0 else i.is_open)
            ),
            signals=tuple(
                pair for key, pair in self.signals.items() if feed_no >= 0 and self.signal_numbers[key] > feed_no
            ),
            ties=tuple(tie for number, tie in self.ties.values() if number > feed_no),
        )

    async def recent_signals(self, since: datetime) -> Sequence[tuple[Signal, int | None, datetime | None]]:
        self._need()
        return [
            (signal, incident_id, self.answered.get(signal.id))
            for signal, incident_id in self.signals.values()
            if signal.received_at > since
        ]

    async def command_result(self, command_id: str) -> str | None:
        self._need()
        return self.commands.get(command_id)

    def _need(self) -> None:
        if self.down:
            raise LedgerUnavailable("the fake store is down")

    # ---- what another node did -------------------------------------------------------------------------------------

    def elsewhere(self, incidents: Iterable[Incident], signals: Iterable[tuple[Signal, int | None]] = ()) -> None:
        """Another node commits these: the next batch of ours is stale."""
        self.feed_no += 1
        for incident in incidents:
            self.incidents[incident.id] = incident
            self.numbers[incident.id] = self.feed_no
        for signal, incident_id in signals:
            self.signals[signal.id] = (signal, incident_id)
            self.signal_numbers[signal.id] = self.feed_no
            self.stored_keys[stored_key(signal)] = signal.id

    def open_incidents(self, lane: Lane = Lane.LIFE_SAFETY) -> list[Incident]:
        return [i for i in self.incidents.values() if i.is_open and i.lane is lane]


def stored_key(signal: Signal) -> str:
    """The second judge's key: the message key and the span it fell in."""
    return f"{signal.message_key}@{math.floor(signal.received_at.timestamp() / signal.retry.seconds)}"
