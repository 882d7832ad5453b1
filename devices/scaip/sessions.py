"""What a controller's reference stood for: updates, withdrawals and further parts find their alarm by it.

Only a memory that makes the display better: what is not found here is told as a new event.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from alarmd.domain.signal import Kind, Lane
from protocols.scaip import MessageRequest, MessageType, SessionKey

FORGET_AFTER_S = 1_800.0
"""A session is long over after half an hour (sheet §4.1)."""
PARTS_WITHIN_S = 5.0
"""How long the next part of a message in parts may take."""


@dataclass(slots=True)
class Session:
    """One reference of one controller: what it first reported, when, and until when more parts are expected."""

    lane: Lane
    kind: Kind
    began_s: float
    parts_until_s: float = 0.0

    def expect_part(self, now: float) -> None:
        """At least one more part follows."""
        self.parts_until_s = now + PARTS_WITHIN_S


class Sessions:
    """The sessions of one door; the oldest leave first. Times are seconds on the monotonic clock."""

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._open: OrderedDict[SessionKey, Session] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    def find(self, key: SessionKey, now: float) -> Session | None:
        """The session, if it is not long over."""
        session = self._open.get(key)
        return session if session is not None and now - session.began_s <= FORGET_AFTER_S else None

    def begin(self, key: SessionKey, session: Session) -> None:
        """Note what a reference stands for; a later event under the same reference takes its place."""
        self._open.pop(key, None)
        self._open[key] = session
        if len(self._open) > self._most:
            self._open.popitem(last=False)

    def forget(self, key: SessionKey) -> None:
        """It was not taken, so its repetition begins it anew."""
        self._open.pop(key, None)


def adds_to(session: Session | None, request: MessageRequest, now: float) -> bool:
    """Whether a message only adds to what its session reported: an update, or a further part.

    Everything else under a known reference is a repetition, which the intake folds, or a new event of a unit that
    restarted its counter, which must ring.
    """
    if session is None:
        return False
    if request.mty is MessageType.INFORMATION:
        return True
    return request.mty is MessageType.MESSAGE and now <= session.parts_until_s
