"""The Ademco 685 door: one receiver on a serial line, with or without a handshake."""

from __future__ import annotations

from functools import partial

from alarmd.config.doors.receivers import Ademco685Settings
from devices.ademco685.translate import account_of, translate
from devices.line_receiver import NAK, Damage, Event, Heard, Heartbeat, LineReceiver
from protocols.ademco685 import Fault, Item, LineKind, Rejected, Splitter


class Ademco685Door(LineReceiver[Ademco685Settings]):
    """One [[doors]] block of kind ademco685."""

    _splitter: Splitter

    def reset(self) -> None:
        """A new line begins with a whole line."""
        self._splitter = Splitter()

    def cut(self, octets: bytes) -> list[list[Heard]]:
        """Lines by their LF and CR; each has an answer of its own."""
        return [[self._sort(item)] for item in self._splitter.feed(octets)]

    def give_up(self) -> list[Heard]:
        """A line without its CR is damage."""
        return [self._sort(item) for item in self._splitter.give_up()]

    @property
    def waiting(self) -> int:
        """Bytes of a line that has begun."""
        return self._splitter.waiting

    def say(self, octets: bytes, decoded: str) -> None:
        """A receiver without handshake would take our answers for something else."""
        if self.settings.handshake == "ack":
            super().say(octets, decoded)

    def _sort(self, item: Item) -> Heard:
        if isinstance(item, Rejected):
            return Damage(item.reason.value, item.raw, NAK if item.reason is Fault.DAMAGED else b"")
        if item.kind is LineKind.HEARTBEAT:
            return Heartbeat(item.raw)
        reads = partial(translate, item, codes=self.settings.codes)
        return Event(account_of(item), item.raw, f"{item.kind} {item.account or ''}".strip(), reads)
