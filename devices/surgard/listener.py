"""The Sur-Gard door: one receiver on a serial line."""

from __future__ import annotations

from functools import partial

from alarmd.config.doors.receivers import SurgardSettings
from devices.line_receiver import ACK, NAK, Damage, Event, Heard, Heartbeat, LineReceiver
from devices.surgard.translate import account_of, translate
from protocols.surgard import Fault, Item, LineKind, Rejected, Splitter


class SurgardDoor(LineReceiver[SurgardSettings]):
    """One [[doors]] block of kind surgard."""

    _splitter: Splitter

    def reset(self) -> None:
        """A new line begins with a whole line."""
        self._splitter = Splitter()

    def cut(self, octets: bytes) -> list[list[Heard]]:
        """Lines by their DC4."""
        return [[self._sort(item) for item in group] for group in self._splitter.feed(octets)]

    def give_up(self) -> list[Heard]:
        """Type 5 lines without DC4 are read, anything else is damage."""
        return [self._sort(item) for item in self._splitter.give_up()]

    @property
    def waiting(self) -> int:
        """Bytes of a line that has begun."""
        return self._splitter.waiting

    def _sort(self, item: Item) -> Heard:
        if isinstance(item, Rejected):
            wants = {Fault.DAMAGED: NAK, Fault.TOO_LONG: ACK}.get(item.reason, b"")
            return Damage(item.reason.value, item.raw, wants)
        if item.kind is LineKind.HEARTBEAT:
            return Heartbeat(item.raw)
        reads = partial(translate, item, codes=self.settings.codes)
        return Event(account_of(item), item.raw, f"{item.kind} {item.account or ''}".strip(), reads)
