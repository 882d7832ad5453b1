"""A console's place at the feed: a cursor into the relay's log, and what is said to this console alone."""

from __future__ import annotations

import asyncio

from alarmd.services.relay import Relay
from protocols.console_feed.codec import encode
from protocols.console_feed.messages import FromDaemon, Goodbye

FRAME_S = 0.01
"""Least time between two frames of changes to one console: 100 a second (ADR 6)."""

MOST_SAID = 256
"""Replies and pings that may wait for a console that does not read; then it is dismissed."""


class Seat:
    """What one console has been sent, and what comes next.

    Replies and pings leave at once. The first change after a pause leaves at once too; in a flood all consoles are
    served on the same beats, `FRAME_S` apart, so that they share the frames.

    Attributes:
        number: the feed number the console stands at. snapshot_due: a snapshot is what it gets next.
        farewell: the reason it was dismissed with, empty before.
    """

    def __init__(self, relay: Relay, epoch: str, number: int) -> None:
        self._relay = relay
        self._clock = relay.clock
        self._bell = asyncio.Event()
        self._said: list[str] = []
        self._next_s = self._clock.monotonic()
        self._over = False
        self.farewell = ""
        self._volatile_version = 0
        self._rung = True
        self.snapshot_due = not relay.can_resume(epoch, number)
        self.number = relay.number if self.snapshot_due else number
        relay.seats.add(self)

    def leave(self) -> None:
        """The console is gone."""
        self._relay.leave(self)
        self._over = True

    def say(self, message: FromDaemon) -> None:
        """Say something to this console alone, at once."""
        if len(self._said) >= MOST_SAID and not isinstance(message, Goodbye):
            self.dismiss("slow")
            return
        self._said.append(encode(message).decode())
        self._bell.set()

    def dismiss(self, reason: str, text: str = "") -> None:
        """Say goodbye; nothing follows."""
        if not self._over:
            self._over = True
            self.farewell = reason
            self.say(Goodbye(reason=reason, text=text))

    def ring(self) -> None:
        """Something has changed."""
        self._rung = True
        self._bell.set()

    async def take(self) -> list[str]:
        """Wait for what this console must be sent next; an empty list means that it is over."""
        while True:
            said, self._said = self._said, []
            if self._over:
                return said
            behind = self._is_behind()
            if behind and self._clock.monotonic() >= self._next_s:
                return said + self._catch_up()
            if said:
                return said
            self._bell.clear()
            if behind:
                await self._clock.wait_until(self._next_s, self._bell)
            else:
                if self._rung:
                    self._rung = False
                    self._relay.sleep(self)
                await self._bell.wait()

    def _is_behind(self) -> bool:
        relay = self._relay
        unseen = self.number != relay.number or self._volatile_version != relay.volatile_version
        return unseen or self.snapshot_due

    def _catch_up(self) -> list[str]:
        relay, frames = self._relay, []
        if not self.snapshot_due and not relay.can_resume(relay.epoch, self.number):
            self.snapshot_due = True
            relay.fell_behind()
        if self.snapshot_due:
            frames += relay.snapshot()
        elif self.number != relay.number:
            frames += relay.changes_after(self.number)
        spaced = 1 if self.snapshot_due else len(frames)
        self.snapshot_due = False
        self.number = relay.number
        if self._volatile_version != relay.volatile_version:
            self._volatile_version = relay.volatile_version
            frames.append(relay.volatile_frame)
        self._next_s = _beat_after(self._clock.monotonic(), max(1, spaced))
        return frames


def _beat_after(now_s: float, frames: int) -> float:
    """The beat, common to all consoles, that is about `frames` times `FRAME_S` from now (half of one less or more)."""
    return (round(now_s / FRAME_S) + frames) * FRAME_S
