"""An unknown sender that an operator has tied to a person: its next presses are that person's, too.

The tie holds until it is taken back, or until the registry knows the sender: then its signals carry their unit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from alarmd.domain.signal import Flag, Lane, Signal

Sender = tuple[str, str]
"""The door's name and what the sender calls itself there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderTie:
    """Whose an unknown sender's presses are; `subscriber_id` is None once it was taken back.

    Attributes:
        tenant_id: the person's municipality, which answers from now on.
        incident_id: where it was decided. actor: by whom.
    """

    door: str
    address: str
    tenant_id: int
    subscriber_id: int | None
    incident_id: int
    actor: str
    at: datetime

    @property
    def sender(self) -> Sender:
        """Whom it is about."""
        return self.door, self.address


def sender_in(subject: str) -> Sender | None:
    """The sender in `sender:dc09:0704`, or None for any other subject."""
    kind, _, rest = subject.partition(":")
    door, _, address = rest.partition(":")
    return (door, address) if kind == "sender" and address else None


def may_be_tied(signal: Signal) -> bool:
    """True for a press of a sender that the registry does not know."""
    return signal.unit_id is None and signal.subscriber_id is None and signal.lane is Lane.LIFE_SAFETY


def redirected(signal: Signal, tie: SenderTie) -> Signal:
    """The signal as one of the person's, marked so that everybody sees that a person decided this."""
    return replace(signal, tenant_id=tie.tenant_id, subscriber_id=tie.subscriber_id, flags=signal.flags | {Flag.TIED})
