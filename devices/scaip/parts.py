"""Messages in several parts (`ame`): each part is stored and shown at once, the verdict waits for the last.

Half an alarm is an alarm, so nobody waits for the rest of it to raise it; but status 0 ends the sender's session,
so that is told when all is there, or when the rest has stayed away for five seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from alarmd.domain.signal import Signal
from devices.scaip.sessions import PARTS_WITHIN_S
from protocols.scaip import Assembled, MessageRequest, PartAssembler, SessionKey

Sender = TypeVar("Sender")


@dataclass(slots=True)
class _Pending(Generic[Sender]):
    """The newest part's sender and signal, and the ids of all that are stored."""

    sender: Sender
    signal: Signal
    ids: list[int]


class Parts(Generic[Sender]):
    """Parts that are stored while the rest is awaited.

    Args:
        tell: called once for each message: sender of its newest part, the whole request, a signal, all ids.
    """

    def __init__(self, tell: Callable[[Sender, MessageRequest, Signal, list[int]], None]) -> None:
        self._tell = tell
        self._assembler = PartAssembler(timeout_s=PARTS_WITHIN_S)
        self._pending: dict[SessionKey, _Pending[Sender]] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._pending

    def landed(
        self, key: SessionKey, part: MessageRequest, sender: Sender, signal: Signal, signal_id: int, now: float
    ) -> None:
        """A part is durable under `signal_id`."""
        pending = self._pending.get(key)
        ids = pending.ids if pending else []
        self._pending[key] = _Pending(sender, signal, [*ids, signal_id])
        self._done(self._assembler.add(key, part, now))

    def expire(self, now: float) -> None:
        """Give up waiting where it is time."""
        if self._pending:
            self._done(self._assembler.expire(now))

    def _done(self, ready: list[Assembled]) -> None:
        for whole in ready:
            pending = self._pending.pop(whole.session, None)
            if pending is not None:
                self._tell(pending.sender, whole.request, pending.signal, pending.ids)
