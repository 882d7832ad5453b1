"""Stop 4: one message in, one receipt out when it is durable; a retransmission gets the first one's (promise 4)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from alarmd.domain.ports import Clock, Receipt, Verdict
from alarmd.domain.retry import judge
from alarmd.domain.signal import Lane, Signal
from alarmd.services.lanes import Lanes, Message
from alarmd.services.memory import Memory
from alarmd.services.overdue import Overdue
from alarmd.services.stamps import Stamps
from alarmd.telemetry import Telemetry

_BUSY = Receipt(Verdict.BUSY)
_UNAVAILABLE = Receipt(Verdict.UNAVAILABLE)


class LocalIntake:
    """Implements the `Intake` port in this process."""

    def __init__(
        self, *, lanes: Lanes, memory: Memory, overdue: Overdue, stamps: Stamps, clock: Clock, telemetry: Telemetry
    ) -> None:
        self._lanes = lanes
        self._memory = memory
        self._overdue = overdue
        self._stamps = stamps
        self._clock = clock
        self._telemetry = telemetry

    def submit(self, signals: Sequence[Signal]) -> asyncio.Future[Receipt]:
        """Queue the signals of one message (at least one) and answer when they are durable.

        The future always gets a receipt. A caller that goes away may cancel it: the signals are stored all the same.
        """
        future: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        if self._lanes.closed:
            future.set_result(_UNAVAILABLE)
            return future
        first = signals[0]
        now_s = self._clock.monotonic()
        if self._repeats(first, future, now_s):
            return future
        message = Message(signals, future, now_s)
        if not self._lanes.put(message):
            self._telemetry.shed.labels(message.lane).inc()
            self._telemetry.count_signal(first.door, message.lane, Verdict.BUSY)
            future.set_result(_BUSY)
            return future
        self._overdue.follow(message, future, now_s)
        if message.lane is Lane.LIFE_SAFETY:
            self._overdue.follow_life(message)
        return future

    def answered(self, signal_id: int, at: datetime) -> None:
        """T3: the unit has our answer (and, over SCAIP, has answered our verdict)."""
        now_s = self._clock.monotonic()
        self._memory.recent.answered(signal_id, now_s)
        self._stamps.answer(signal_id, at, now_s)

    def painted(self, signal_ids: Iterable[int], at: datetime) -> None:
        """T4: these signals are on a screen."""
        now_s = self._clock.monotonic()
        for signal_id in signal_ids:
            self._stamps.paint(signal_id, at, now_s)

    def _repeats(self, signal: Signal, future: asyncio.Future[Receipt], now_s: float) -> bool:
        """Fold a retransmission: into the one that waits, or answer it from memory."""
        key, arrives_s = signal.message_key, signal.received_s
        waiting = self._lanes.in_flight.get(key)
        if waiting is not None:
            head = waiting.signals[0]
            if not judge(head.retry.seconds, head.retry.from_answer, head.received_s, None, arrives_s).folds:
                return False
            waiting.futures.append(future)
            self._overdue.follow(waiting, future, now_s)
            self._telemetry.folds.labels(signal.door).inc()
            return True
        seen = self._memory.recent.repeats(key, arrives_s)
        if seen is None:
            return False
        incident = self._memory.get(seen.incident_id) if seen.incident_id is not None else None
        presses = incident.presses if incident is not None else 0
        future.set_result(Receipt(Verdict.FOLDED, seen.incident_id, seen.signal_id, presses))
        self._stamps.fold(seen.signal_id, now_s)
        self._telemetry.folds.labels(signal.door).inc()
        self._telemetry.count_signal(signal.door, signal.lane, Verdict.FOLDED)
        return True
