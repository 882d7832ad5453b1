"""Stops 4 to 6: take what waits, decide, commit once, remember, answer. One batch is in flight; there is no timer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from alarmd.domain.ports import (
    Batch,
    Clock,
    Committed,
    Ledger,
    LedgerRefused,
    LedgerStale,
    LedgerUnavailable,
    Receipt,
    Verdict,
)
from alarmd.services.decide import Decider, plain
from alarmd.services.desk_reply import DeskCode, DeskReply, incident_in
from alarmd.services.lanes import Item, Lanes, Message, Order
from alarmd.services.memory import Memory
from alarmd.services.overdue import Overdue
from alarmd.services.publication import Publication, Publisher
from alarmd.services.recent_keys import Seen
from alarmd.services.stamps import Stamps
from alarmd.telemetry import Telemetry

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 1.0
STALE_IN_A_ROW = 5

_UNAVAILABLE = Receipt(Verdict.UNAVAILABLE)


class CommitLoop:
    """The only caller of `Ledger.commit`. Run `run` under supervision; after `stop` it ends when all is written."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        memory: Memory,
        lanes: Lanes,
        decider: Decider,
        overdue: Overdue,
        stamps: Stamps,
        publisher: Publisher,
        clock: Clock,
        telemetry: Telemetry,
    ) -> None:
        self._ledger = ledger
        self._memory = memory
        self._lanes = lanes
        self._decider = decider
        self._overdue = overdue
        self._stamps = stamps
        self._publisher = publisher
        self._clock = clock
        self._telemetry = telemetry
        self._in_hand: list[Item] = []
        self._turn = asyncio.Lock()

    def stop(self) -> None:
        """Take nothing new (intake and desk say so); `run` returns when what waits is durable."""
        self._lanes.closed = True
        self._lanes.bell.set()

    async def run(self) -> None:
        """Drain the lanes for ever. A crash loses nothing: what was in hand is taken up again.

        Cancelled, it finishes the commit that is in flight, answers what that made durable, and tells all others
        that they are not stored.
        """
        try:
            while True:
                if not self._in_hand:
                    self._in_hand = self._lanes.take()
                if self._in_hand or self._stamps.is_due(self._clock.monotonic()):
                    await self._settle(self._in_hand)
                    self._in_hand = []
                elif self._lanes.closed:
                    await self._settle([])
                    return
                else:
                    await self._lanes.bell.wait()
                    self._lanes.bell.clear()
        except asyncio.CancelledError:
            self._abandon()
            raise

    async def follow(self, each_s: float = 0.5) -> None:
        """Bring in what other nodes commit, also when nothing happens here (several nodes on one store)."""
        while True:
            try:
                async with self._turn:
                    await self._catch_up()
            except LedgerUnavailable:
                log.warning("cannot follow the other nodes: the store is away")
            await self._clock.wait_until(self._clock.monotonic() + each_s)

    # ---- one batch until it is durable -----------------------------------------------------------------------------

    async def _settle(self, items: Sequence[Item]) -> None:
        pause, stale = FIRST_PAUSE_S, 0
        while True:
            items = [item for item in items if not item.settled]
            try:
                async with self._turn:
                    await self._commit(items)
                return
            except LedgerStale:
                self._telemetry.commit_failures.labels("stale").inc()
                known = self._memory.feed_no
                reason: str | None = await self._reload(items, everything=stale + 1 >= STALE_IN_A_ROW)
                # Stale because others write is how it should be; stale though nobody wrote means memory has drifted.
                stale = stale + 1 if self._memory.feed_no == known else 0
                if reason is None and stale < STALE_IN_A_ROW:
                    continue
            except LedgerUnavailable:
                reason = "unavailable"
            except LedgerRefused:
                self._telemetry.commit_failures.labels("refused").inc()
                await self._one_by_one(items)
                return
            if reason is not None:
                self._telemetry.commit_failures.labels(reason).inc()
            await self._clock.wait_until(self._clock.monotonic() + pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _commit(self, items: Sequence[Item]) -> None:
        now, now_s = self._clock.now(), self._clock.monotonic()
        batch = self._decide(items, now, now_s)
        self._stamps.into(batch)
        if batch.is_empty():
            self._answer(items, None, now_s)
            return
        commit, cancelled = await _to_its_end(self._ledger.commit(batch))
        try:
            committed = _outcome(commit, batch)
        except (LedgerUnavailable, LedgerStale, LedgerRefused):
            self._stamps.back_from(batch, now_s)
            if cancelled is not None:
                raise cancelled from None
            raise
        previous = self._memory.feed_no
        self._memory.apply(batch, committed, now_s)
        self._answer(items, committed, now_s)
        self._tell(batch, previous, committed)
        if cancelled is not None:
            raise cancelled

    def _decide(self, items: Sequence[Item], now: datetime, now_s: float) -> Batch:
        try:
            return self._decider.decide(items, now, now_s)
        except Exception as error:
            log.exception("a batch of %d could not be decided", len(items))
            raise LedgerRefused(str(error)) from error

    async def _reload(self, items: Sequence[Item], *, everything: bool) -> str | None:
        """Another writer was first: bring memory up to date. None, or why that failed."""
        try:
            async with self._turn:
                known = self._memory.feed_no
                await self._catch_up()
                if everything and self._memory.feed_no == known:
                    await self._read_again()
            for item in items:
                if isinstance(item, Order) and item.command_id:
                    await self._was_carried_out(item)
        except LedgerUnavailable:
            return "unavailable"
        return None

    async def _read_again(self) -> None:
        """Nobody else wrote, and yet the store disagrees with memory: take all open incidents as they are stored."""
        changes = await self._ledger.changes_since(-1)
        if changes.feed_no == self._memory.feed_no:
            log.error("memory had drifted from the store; all open incidents were read again")
            self._telemetry.invariants.labels("memory").inc()
            self._memory.replace(changes, self._clock.now(), self._clock.monotonic())

    async def _catch_up(self) -> None:
        previous = self._memory.feed_no
        changes = await self._ledger.changes_since(previous)
        if changes.feed_no <= previous and not changes.signals and not changes.incidents:
            return
        # Information moves no feed number: what stood in our way is told all the same, and must be remembered.
        now = self._clock.now()
        self._memory.merge(changes, now, self._clock.monotonic())
        if changes.feed_no <= previous:
            return
        signals = tuple((signal, key) for signal, key in changes.signals if key is not None)
        self._publisher.publish(Publication(previous, changes.feed_no, changes.incidents, signals, (), now))

    async def _was_carried_out(self, order: Order) -> None:
        stored = await self._ledger.command_result(order.command_id)
        if stored is not None:
            incident_id = incident_in(stored)
            incident = self._memory.get(incident_id) if incident_id is not None else None
            order.reply = DeskReply(True, DeskCode.OK, incident)
            self._answer([order], None, 0.0)

    # ---- what the store refuses ------------------------------------------------------------------------------------

    async def _one_by_one(self, items: Sequence[Item]) -> None:
        """A poison item costs nobody else anything, and neither do stamps that the store will not have."""
        if not items:
            log.error("the store refuses %d stamps; they are dropped", self._stamps.drop())
            return
        stamps = bool(self._stamps)
        if stamps:
            await self._settle([])
        if stamps or len(items) > 1:
            for item in items:
                await self._settle([item])
            return
        item = items[0]
        if isinstance(item, Order):
            log.error("the store refuses a command: %s", type(item.command).__name__)
            item.reply = DeskReply(False, DeskCode.REFUSED)
            self._answer([item], None, 0.0)
            return
        item.refusals += 1
        log.error("the store refuses a message of %s (%d)", item.signals[0].door, item.signals[0].id)
        if item.refusals == 1:
            item.signals = [plain(signal) for signal in item.signals]
            await self._settle([item])
        else:
            self._telemetry.invariants.labels("unstorable").inc()
            self._overdue.keep_refused(item, self._clock.monotonic())

    # ---- after the commit ------------------------------------------------------------------------------------------

    def _answer(self, items: Sequence[Item], committed: Committed | None, decided_s: float) -> None:
        durable_s = self._clock.monotonic()
        for item in items:
            item.settled = True
            if isinstance(item, Message):
                self._receipt(item, decided_s, durable_s)
            else:
                reply = item.reply or DeskReply(False, DeskCode.UNAVAILABLE)
                for future in item.futures:
                    if not future.done():
                        future.set_result(reply)
        self._memory.recent.forget_old(durable_s)

    def _receipt(self, message: Message, decided_s: float, durable_s: float) -> None:
        receipt = message.receipt
        if receipt is None:
            return
        first = message.signals[0]
        first_id = first.id
        stored = receipt.verdict is Verdict.STORED
        if stored:
            seen = Seen(first_id, receipt.incident_id, first.received_s, first.retry.seconds, first.retry.from_answer)
            self._memory.recent.remember(message.key, seen)
        elif receipt.first_id is not None:
            first_id = receipt.first_id
            self._stamps.fold(first_id, durable_s)
        self._lanes.left(message)
        self._count(message, receipt, decided_s, durable_s)
        if not message.futures[0].done():
            message.futures[0].set_result(receipt)
        if len(message.futures) > 1:
            folded = Receipt(Verdict.FOLDED, receipt.incident_id, first_id, receipt.presses)
            for future in message.futures[1:]:
                self._stamps.fold(first_id, durable_s)
                if not future.done():
                    future.set_result(folded)

    def _count(self, message: Message, receipt: Receipt, decided_s: float, durable_s: float) -> None:
        telemetry = self._telemetry
        for signal in message.signals:
            telemetry.count_signal(signal.door, signal.lane, receipt.verdict)
            telemetry.observe_stage("decided", decided_s - signal.received_s)
            telemetry.observe_stage("durable", durable_s - signal.received_s)

    def _tell(self, batch: Batch, previous: int, committed: Committed) -> None:
        self._telemetry.batch.observe(len(batch.signals))
        self._telemetry.commit.observe(committed.commit_s)
        if batch.incidents or batch.notices:
            self._publisher.publish(
                Publication(
                    previous,
                    committed.feed_no,
                    tuple(batch.incidents.values()),
                    tuple((signal, key) for signal, key in batch.signals if key is not None),
                    tuple(batch.notices),
                    committed.durable_at,
                )
            )
        if self._overdue.is_showing:
            self._overdue.check()

    def _abandon(self) -> None:
        items = [item for item in self._in_hand if not item.settled]
        while more := self._lanes.take():
            items.extend(more)
        for item in items:
            for future in item.futures:
                _not_stored(item, future)


def _not_stored(item: Item, future: asyncio.Future[Any]) -> None:
    if not future.done():
        reply = DeskReply(False, DeskCode.UNAVAILABLE)
        future.set_result(_UNAVAILABLE if isinstance(item, Message) else reply)


def _outcome(commit: asyncio.Future[Committed], batch: Batch) -> Committed:
    """What the store said; an error it did not foresee is a refusal, which the one-by-one path makes harmless."""
    try:
        return commit.result()
    except (LedgerUnavailable, LedgerStale, LedgerRefused):
        raise
    except Exception as error:
        log.exception("a batch of %d failed in a way the store did not foresee", len(batch.signals))
        raise LedgerRefused(str(error)) from error


def _wake(sleeper: asyncio.Future[None], _: object) -> None:
    if not sleeper.done():
        sleeper.set_result(None)


async def _to_its_end(
    commit: Awaitable[Committed],
) -> tuple[asyncio.Future[Committed], asyncio.CancelledError | None]:
    """Await a commit to its end, however often we are cancelled meanwhile: what is durable must be answered."""
    inner = asyncio.ensure_future(commit)
    cancelled: asyncio.CancelledError | None = None
    while not inner.done():
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        inner.add_done_callback(partial(_wake, ended))
        try:
            await ended
        except asyncio.CancelledError as error:
            cancelled = error
    return inner, cancelled
