"""The SIA DC-07 door: one receiver on a serial line, read by the DC-09 codec (its child, sheet §4)."""

from __future__ import annotations

from functools import partial

from alarmd.config.doors.receivers import Dc07Settings
from devices.dc07.translate import account_of, translate
from devices.line_receiver import Damage, Event, Heard, Heartbeat, LineReceiver
from protocols.dc09 import Frame, Purpose, Rejected, Splitter, ack, duh, message_key


class Dc07Door(LineReceiver[Dc07Settings]):
    """One [[doors]] block of kind dc07."""

    _splitter: Splitter

    def reset(self) -> None:
        """A new line begins with a whole frame."""
        self._splitter = Splitter()

    def cut(self, octets: bytes) -> list[list[Heard]]:
        """Frames; each has an answer of its own."""
        return [[self._sort(item)] for item in self._splitter.feed(octets)]

    def give_up(self) -> list[Heard]:
        """A frame without its end is damage."""
        return [self._sort(item) for item in self._splitter.finish()]

    @property
    def waiting(self) -> int:
        """Bytes of a frame that has begun."""
        return self._splitter.waiting

    def _sort(self, item: Frame | Rejected) -> Heard:
        if isinstance(item, Rejected):
            return Damage(item.reason.value, item.raw, b"")
        if item.purpose is Purpose.ANSWER:
            return Damage("answer", item.raw, b"")
        answer = duh(item) if item.sealed or item.purpose is Purpose.OTHER else ack(item)
        if item.purpose is Purpose.LINK_TEST and not item.sealed:
            return Heartbeat(item.raw, answer)
        decoded, key = f"{item.token} {item.seq}", f"dc07:{self.name}:{message_key(item)}"
        return Event(account_of(item), item.raw, decoded, partial(translate, item), answer, key)
