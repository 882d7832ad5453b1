"""Sends the on-call team's notices: at least once, until the step's time ends, each channel in its turn.

A notice lives in the ledger as an outbox row. It is due at `next_at`, is taken (marked `sending`, durable, by one node
only) before a channel gets it, and ends as `handed_over` (which never means delivered), `rejected` or `stale`. How it
ended rides with the next commit (`save`), so a crash may send a notice twice and never loses one.

At start every open notice is taken up that waits or that this node had in hand. Every node keeps the times of its own
commits, and every `SWEEP_S` looks for those that nobody has moved for `PATIENCE_S` after they were due: their node is
gone or busy. Whoever takes a row first has it. If the store is away, nobody can take: after `UNTAKEN_S` the notice is
sent all the same, for twice is better than not at all (promise 7).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from alarmd.domain.incident import Incident, State
from alarmd.domain.ports import Clock, LedgerUnavailable, Notice, NoticeState, Sender, SendOutcome, SendResult
from alarmd.domain.signal import Signal
from alarmd.services.publication import Publication
from alarmd.services.register import Register
from alarmd.telemetry import Telemetry

SWEEP_S = 5.0
PATIENCE_S = 3.0
UNTAKEN_S = 5.0
UNTAKEN_PAUSE_S = 1.0
FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 15.0
AT_ONCE = 8
SEND_S = 30.0
"""A channel that has not answered after this is asked again."""

_MOST_ENDED = 10_000

log = logging.getLogger(__name__)

Compose = Callable[[Incident, Notice], tuple[str, str]]
"""Makes title and body: kind, municipality and link, never a name or an address."""


@dataclass(slots=True)
class _Task:
    """A notice on its way; times on the monotonic clock, so that a step of the wall clock moves none."""

    notice: Notice
    due_s: float
    expires_s: float
    running: bool = False
    untaken_since_s: float | None = None


class Outbox:
    """Implements `Publisher`: bootstrap lets the commit loop tell it what became durable."""

    def __init__(
        self,
        *,
        clock: Clock,
        telemetry: Telemetry,
        register: Register,
        sender: Sender,
        compose: Compose,
        incident_of: Callable[[int], Incident | None],
        take: Callable[[Notice], Awaitable[bool]],
        save: Callable[[Notice], None],
        node: int = 0,
        new_token: Callable[[], str],
        on_unreached: Callable[[Notice], None],
        on_handed_over: Callable[[Notice, str], None] = lambda notice, handle: None,
    ) -> None:
        """Take the parts.

        `incident_of` finds an open incident in memory; `take` makes durable that this `node` sends the notice now, and
        is false when another attempt is known; `save` lets a notice's new state ride with the next commit and must not
        block; `new_token` is for links of notices read back from the store, which keeps only hashes;
        `on_unreached` hears that every channel of a person has refused: the next person's turn is now;
        `on_handed_over` hears the handle of what a delivery report may come for.
        """
        self._clock = clock
        self._telemetry = telemetry
        self._register = register
        self._sender = sender
        self._compose = compose
        self._incident_of = incident_of
        self._take_row = take
        self._save = save
        self._by = f"node {node}"
        self._new_token = new_token
        self._on_unreached = on_unreached
        self._on_handed_over = on_handed_over
        self._tasks: dict[int, _Task] = {}
        self._ended: dict[int, None] = {}
        self._bell = asyncio.Event()

    # ---- what the commit loop says ---------------------------------------------------------------------------------

    def publish(self, publication: Publication) -> None:
        """New notices are durable; our own updates of older ones come by here too and are known already."""
        for notice in publication.notices:
            if notice.state is NoticeState.PENDING and notice.attempts == 0:
                self._take(notice)

    def volatile(self, signals: tuple[Signal, ...]) -> None:
        """Not about notices."""

    # ---- the loop --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Send what is due, for as long as the daemon lives. Cancelled, it lets nothing hang."""
        sweep_s, at_start = self._clock.monotonic(), True
        async with asyncio.TaskGroup() as group:
            while True:
                now_s = self._clock.monotonic()
                if now_s >= sweep_s:
                    sweep_s = now_s + SWEEP_S
                    at_start = not await self._sweep(at_start) and at_start
                self._start_due(group)
                waiting = [task.due_s for task in self._tasks.values() if not task.running]
                busy = sum(task.running for task in self._tasks.values()) >= AT_ONCE
                until = sweep_s if busy else min([sweep_s, *waiting])
                await self._clock.wait_until(until, self._bell)

    def _start_due(self, group: asyncio.TaskGroup) -> None:
        now_s = self._clock.monotonic()
        room = AT_ONCE - sum(task.running for task in self._tasks.values())
        due = sorted((t for t in self._tasks.values() if not t.running and t.due_s <= now_s), key=lambda t: t.due_s)
        for task in due[: max(0, room)]:
            task.running = True
            group.create_task(self._deliver(task))

    async def _sweep(self, at_start: bool) -> bool:
        """Take up what is open in the store and nobody moves; False when it cannot be read."""
        try:
            found = await self._register.open_notices()
        except LedgerUnavailable:
            log.warning("open notices cannot be read; asked again in %.0f s", SWEEP_S)
            return False
        overdue = self._clock.now() - timedelta(seconds=PATIENCE_S)
        for notice in found:
            was_ours = at_start and (notice.state is NoticeState.PENDING or notice.result in ("", self._by))
            if was_ours or (notice.next_at or notice.created_at) < overdue:
                self._take(notice)
        return True

    def _take(self, notice: Notice) -> None:
        if notice.id in self._tasks or notice.id in self._ended:
            return
        now, now_s = self._clock.now(), self._clock.monotonic()
        waits = notice.next_at is not None and notice.state is NoticeState.PENDING
        wait_s = (notice.next_at - now).total_seconds() if waits and notice.next_at is not None else 0.0
        expires_s = now_s + (notice.expires_at - now).total_seconds()
        self._tasks[notice.id] = _Task(notice, now_s + max(0.0, wait_s), expires_s)
        self._bell.set()

    # ---- one notice ------------------------------------------------------------------------------------------------

    async def _deliver(self, task: _Task) -> None:
        try:
            incident = self._wanted(task)
            if incident is None:
                self._end(task, NoticeState.STALE, "step_over")
                return
            if await self._may_send(task):
                self._judge(task, await self._send(task, incident))
        except Exception:
            log.exception("notice %d of incident %d failed", task.notice.id, task.notice.incident_id)
            self._judge(task, SendResult(SendOutcome.RETRY, "fault"))
        finally:
            task.running = False
            self._bell.set()

    def _wanted(self, task: _Task) -> Incident | None:
        """The incident, while this notice's step is the one that is running."""
        incident = self._incident_of(task.notice.incident_id)
        if incident is None or incident.state is not State.DISPATCHED or incident.step != task.notice.step:
            return None
        return incident if self._clock.monotonic() < task.expires_s else None

    async def _may_send(self, task: _Task) -> bool:
        """Take the notice's row; false when another node has it, or when the store is to be asked again."""
        notice = task.notice
        sending = replace(
            notice,
            state=NoticeState.SENDING,
            attempts=notice.attempts + 1,
            next_at=self._clock.now() + timedelta(seconds=SEND_S),
            link_token=notice.link_token or self._new_token(),
            result=self._by,
        )
        try:
            if not await self._take_row(sending):
                self._tasks.pop(notice.id, None)
                return False
            task.notice, task.untaken_since_s = sending, None
            return True
        except LedgerUnavailable:
            now_s = self._clock.monotonic()
            if task.untaken_since_s is None:
                task.untaken_since_s = now_s
            if now_s - task.untaken_since_s < UNTAKEN_S:
                task.due_s = now_s + UNTAKEN_PAUSE_S
                return False
        log.warning("the store is away: notice %d is sent without it", notice.id)
        self._update(task, sending)
        return True

    async def _send(self, task: _Task, incident: Incident) -> SendResult:
        notice = task.notice
        title, body = self._compose(incident, notice)
        try:
            async with asyncio.timeout(SEND_S):
                return await self._sender.send(notice.target, title, body)
        except TimeoutError:
            return SendResult(SendOutcome.RETRY, "timeout")

    def _judge(self, task: _Task, result: SendResult) -> None:
        self._telemetry.notices.labels(result.outcome.value).inc()
        if result.outcome is SendOutcome.SENT:
            self._end(task, NoticeState.HANDED_OVER, result.reason)
            if result.handle:
                self._on_handed_over(task.notice, result.handle)
        elif result.outcome is SendOutcome.REJECTED:
            self._end(task, NoticeState.REJECTED, result.reason)
            self.refused(task.notice)
        else:
            self._again(task, result.reason)

    def _again(self, task: _Task, reason: str) -> None:
        pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** max(0, task.notice.attempts - 1))
        task.due_s = self._clock.monotonic() + pause_s
        if task.due_s >= task.expires_s:
            self._end(task, NoticeState.STALE, reason)
            return
        next_at = self._clock.now() + timedelta(seconds=pause_s)
        self._update(task, replace(task.notice, state=NoticeState.PENDING, next_at=next_at, result=reason))

    def refused(self, notice: Notice) -> None:
        """A channel has refused, or reported undelivered: try the person's next one now, or tell that none is left."""
        others = [task for task in self._tasks.values() if _same_person(task.notice, notice)]
        if not others:
            self._on_unreached(notice)
            return
        first = min(others, key=lambda task: task.due_s)
        first.due_s = min(first.due_s, self._clock.monotonic())
        self._bell.set()

    def _end(self, task: _Task, state: NoticeState, result: str) -> None:
        if state is NoticeState.STALE:
            self._telemetry.notices.labels("stale").inc()
        self._update(task, replace(task.notice, state=state, result=result, next_at=None))
        self._tasks.pop(task.notice.id, None)
        self._ended[task.notice.id] = None
        if len(self._ended) > _MOST_ENDED:
            del self._ended[next(iter(self._ended))]

    def _update(self, task: _Task, notice: Notice) -> None:
        task.notice = notice
        self._save(notice)


def _same_person(one: Notice, other: Notice) -> bool:
    return (one.incident_id, one.step, one.responder_id) == (other.incident_id, other.step, other.responder_id)
