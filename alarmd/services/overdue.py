"""What has waited too long for the disk: after 2 s consoles see it, after 5 s its sender hears no (promise 7)."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from alarmd.domain.ports import Clock, Receipt, Verdict
from alarmd.domain.signal import Lane
from alarmd.services.desk_reply import DeskCode, DeskReply
from alarmd.services.lanes import Item, Lanes, Message, Order
from alarmd.services.memory import Memory
from alarmd.services.publication import Publisher
from alarmd.services.stamps import Stamps
from alarmd.telemetry import Telemetry

VOLATILE_AFTER_S = 2.0
UNAVAILABLE_AFTER_S = 5.0
LOOK_EACH_S = 0.25
RETRY_REFUSED_S = 30.0

MANY = 100
"""When more messages than this are shown, they are looked at four times a second and not after each commit: in an
overload the loop has better things to do."""

_UNAVAILABLE = Receipt(Verdict.UNAVAILABLE)


class Overdue:
    """Follows every message and command from its queueing, at the cost of one step each.

    What the store has refused for good is kept here too: shown, and offered again each half minute.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        lanes: Lanes,
        memory: Memory,
        stamps: Stamps,
        publisher: Publisher,
        telemetry: Telemetry,
    ) -> None:
        self._clock = clock
        self._lanes = lanes
        self._memory = memory
        self._stamps = stamps
        self._publisher = publisher
        self._telemetry = telemetry
        self._unanswered: deque[tuple[float, Item, asyncio.Future[Any]]] = deque()
        self._life: deque[Message] = deque()
        self._shown: dict[int, Message] = {}
        self._refused: list[Message] = []
        self._retry_s = 0.0
        self._show_s = 0.0

    @property
    def is_showing(self) -> bool:
        """True while consoles show rows that are not stored."""
        return bool(self._shown)

    def follow(self, item: Item, future: asyncio.Future[Any], now_s: float) -> None:
        """Somebody waits for this since now."""
        self._unanswered.append((now_s, item, future))

    def follow_life(self, message: Message) -> None:
        """A life-safety message was queued; consoles see it after 2 s, stored or not."""
        self._life.append(message)

    def keep_refused(self, message: Message, now_s: float) -> None:
        """The store refuses this message in every form: it stays here and is offered again."""
        if not self._refused:
            self._retry_s = now_s + RETRY_REFUSED_S
        self._refused.append(message)

    def check(self) -> None:
        """Do what is due now; cheap when nothing is."""
        now_s = self._clock.monotonic()
        self._answer_no(now_s)
        self._show(now_s)
        if self._refused and now_s >= self._retry_s:
            refused, self._refused = self._refused, []
            for message in refused:
                self._lanes.put_back(message)
        if self._stamps.is_due(now_s):
            self._lanes.bell.set()

    async def run(self) -> None:
        """Check four times a second, and tell the metrics."""
        while True:
            self.check()
            self._measure()
            await self._clock.wait_until(self._clock.monotonic() + LOOK_EACH_S)

    def _answer_no(self, now_s: float) -> None:
        waiting = self._unanswered
        while waiting:
            since_s, item, future = waiting[0]
            if not future.done():
                if now_s - since_s < UNAVAILABLE_AFTER_S:
                    break
                if isinstance(item, Order):
                    item.abandoned = True
                    future.set_result(DeskReply(False, DeskCode.UNAVAILABLE))
                else:
                    future.set_result(_UNAVAILABLE)
            waiting.popleft()

    def _show(self, now_s: float) -> None:
        if len(self._shown) > MANY and now_s < self._show_s:
            return
        self._show_s = now_s + LOOK_EACH_S
        changed = False
        life = self._life
        while life:
            message = life[0]
            if not message.settled:
                if now_s - message.queued_s < VOLATILE_AFTER_S:
                    break
                self._shown[id(message)] = message
                changed = True
            life.popleft()
        stored = [key for key, message in self._shown.items() if message.settled]
        for key in stored:
            del self._shown[key]
        if changed or stored:
            self._publisher.volatile(
                tuple(
                    signal
                    for message in self._shown.values()
                    for signal in message.signals
                    if signal.lane is Lane.LIFE_SAFETY
                )
            )

    def _measure(self) -> None:
        now_s = self._clock.monotonic()
        self._telemetry.oldest_unanswered.set(now_s - self._unanswered[0][0] if self._unanswered else 0.0)
        for lane in Lane:
            self._telemetry.lane_depth.labels(lane).set(self._lanes.depth(lane))
        for (lane, state), count in self._memory.counts.items():
            self._telemetry.incidents_open.labels(lane, state).set(count)
