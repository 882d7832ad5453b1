"""What doors to receivers with a computer output share: one line after the other, each answered when it is stored.

A receiver repeats a line that gets no answer, four times, and then holds its events back until a heartbeat is
acknowledged (sheet §1.1). So heartbeats are always answered, and a line we cannot read too: it is raised instead.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from alarmd.config.doors.serial import SerialSettings
from devices.base_station import BaseStation, Translate

ACK, NAK = b"\x06", b"\x15"
_SPOKEN = {ACK: "ACK", NAK: "NAK"}

CUT_AFTER_S = 2.0
"""A line that does not go on for so long is not waited for."""

MOST_UNTAKEN = 64
"""Lines that wait for a commit before the port is not read any more."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life of the receiver."""

    raw: bytes
    answer: bytes = ACK


@dataclass(frozen=True, slots=True)
class Event:
    """A line that says something.

    Attributes:
        account: None for the receiver itself, or nobody we can name.
        answer: what leaves when it is stored. key: equal for its repeats, where the protocol numbers its lines.
    """

    account: str | None
    raw: bytes
    decoded: str
    translate: Translate
    answer: bytes = ACK
    key: str = ""


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no line. `wants`: the answer they get, `b""` for none."""

    reason: str
    raw: bytes
    wants: bytes


Heard = Heartbeat | Event | Damage

Settings = TypeVar("Settings", bound=SerialSettings)


class LineReceiver(BaseStation[Settings]):
    """The door of one receiver; a kind's own class cuts lines and says what they mean."""

    _timer: asyncio.TimerHandle | None = None

    # ---- what a kind's own door says ----

    @abstractmethod
    def reset(self) -> None:
        """Forget what has begun."""

    @abstractmethod
    def cut(self, octets: bytes) -> list[list[Heard]]:
        """Lines in these bytes, grouped by the answer they share."""

    @abstractmethod
    def give_up(self) -> list[Heard]:
        """What has begun and does not go on."""

    @property
    @abstractmethod
    def waiting(self) -> int:
        """Bytes of a line that has begun."""

    # ---- the line ----

    def begin(self) -> None:
        """Nothing is owed on a line that has just opened."""
        self.reset()
        self._untaken: deque[list[Heard]] = deque()
        self._undecided: set[bytes] = set()
        self._busy = False
        self._sent_back = b""

    def take(self, octets: bytes) -> None:
        """Take lines as they end; while one is being stored the others wait, and the receiver with them."""
        for group in self.cut(octets):
            self._queue(group)
        self._work()
        if len(self._untaken) > MOST_UNTAKEN:
            self.port.pause()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.later(CUT_AFTER_S, self._timed_out) if self.waiting else None

    def _timed_out(self) -> None:
        if items := self.give_up():
            self._queue(items)
            self._work()

    def _queue(self, group: list[Heard]) -> None:
        """A line repeated before its answer has left is the same: a second answer would be taken for the next's."""
        lines = {item.raw for item in group if isinstance(item, Event)}
        if lines and lines <= self._undecided:
            self.centre.telemetry.count_frame(self.name, "repeat")
            return
        self._undecided |= lines
        self._untaken.append(group)

    def _work(self) -> None:
        while self._untaken and not self._busy:
            self._take_group(self._untaken.popleft())

    def _take_group(self, group: Sequence[Heard]) -> None:
        events = []
        for item in group:
            if isinstance(item, Heartbeat):
                self.heard(item.raw, "", "heartbeat")
                self._answer(item.answer)
            elif isinstance(item, Event):
                self.heard(item.raw, item.account or "", item.decoded)
                events.append(item)
            elif (event := self._damaged(item)) is not None:
                events.append(event)
        if events:
            self._store(events)

    def _damaged(self, item: Damage) -> Event | None:
        """Sent back once; what then comes again just so is what the receiver means, and it is raised."""
        self.reject(item.reason, item.raw)
        if item.wants == NAK and item.raw != self._sent_back:
            self._sent_back = item.raw
            self._answer(NAK)
            return None
        if not item.wants:
            return None
        return Event(None, item.raw, item.reason, lambda arrival: [arrival.unclassified({"problem": item.reason})])

    def _store(self, events: Sequence[Event]) -> None:
        """One answer for all of them, when every one is durable; none when one is not: the receiver repeats."""
        self._busy = True

        def decided(durable: bool) -> bool:
            self._busy = False
            self._undecided -= {event.raw for event in events}
            if durable:
                self._answer(events[-1].answer)
            self._work()
            if len(self._untaken) <= MOST_UNTAKEN // 2:
                self.port.resume()
            return durable

        messages = [self.read(self.arrival(event.account, event.raw, event.key), event.translate) for event in events]
        self.store(messages, decided)

    def _answer(self, octets: bytes) -> None:
        self.say(octets, _SPOKEN.get(octets, "answer"))
