"""A signal: one event from a unit in our own words, whatever protocol carried it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from alarmd.domain.value import value


class Lane(StrEnum):
    """The four ways through the centre; each has its own bounded queue and share (promise 5)."""

    LIFE_SAFETY = "life_safety"
    TECHNICAL = "technical"
    INFORMATION = "information"
    TEST = "test"


class Kind(StrEnum):
    """What happened, as staff need to know it. The words are the same in code, tables, feed and metrics."""

    PRESS = "press"
    FALL = "fall"
    FIRE = "fire"
    GAS = "gas"
    WATER = "water"
    THREAT = "threat"
    INACTIVITY = "inactivity"
    ASSISTANCE = "assistance"
    UNKNOWN = "unknown"
    BATTERY = "battery"
    MAINS = "mains"
    TAMPER = "tamper"
    LINK = "link"
    DEVICE_FAULT = "device_fault"
    LOST = "lost"
    NEVER_HEARD = "never_heard"
    WRONG_CLOCK = "wrong_clock"
    SECURITY = "security"
    DOOR_DOWN = "door_down"
    RESTORE = "restore"
    CANCELLED = "cancelled"
    PRESENCE = "presence"
    TEST = "test"
    HEARTBEAT = "heartbeat"
    INFORMATION = "information"


class Flag(StrEnum):
    """What a person should know about how the signal came; never a reason to drop it."""

    UNCLASSIFIED = "unclassified"
    CLOCK_WRONG = "clock_wrong"
    LATE = "late"
    UNKNOWN_SENDER = "unknown_sender"
    IDENTITY_MISMATCH = "identity_mismatch"
    PENDING_UNIT = "pending_unit"
    RETIRED_UNIT = "retired_unit"
    NOT_ENCRYPTED = "not_encrypted"
    REPLAY = "replay"
    WITHDRAWN = "withdrawn"
    INCOMPLETE = "incomplete"
    STILL_PRESENT = "still_present"
    BY_HAND = "by_hand"
    OUTAGE = "outage"
    TIED = "tied"


@dataclass(frozen=True, slots=True)
class RetrySpan:
    """How long the same message is a retransmission and not a new press (promise 4).

    Attributes:
        seconds: length of the span, > 0.
        from_answer: False counts from the first frame (DC-09); True keeps the span open until the unit has
            answered our verdict and then `seconds` more (SCAIP).
    """

    seconds: float = 60.0
    from_answer: bool = False


@value(frozen=True, slots=True, kw_only=True)
class Signal:
    """One event as the daemon keeps it. Times are aware UTC.

    Attributes:
        id: unique, time-ordered 63-bit number.
        door: name of the door it came through, as configured (`dc09`, `scaip`, …).
        source: where it came from, `host:port` or the serial line; never a person.
        address: what the sender calls itself in the protocol's own words (account, controller id).
        tenant_id: municipality that answers; the centre's own tenant for an unknown sender.
        message_key: equal for retransmissions of one message; unique together with the span it fell in.
        code: the protocol's own code as text, shown raw beside the label.
        label_sv, label_en: what the code means, for people.
        detail: decoded extras (zone, location, free text, position, call-back…), for the timeline.
        device_at: T0, device time if it sent one. received_at: T1, read from the socket.
        received_s: T1 on the monotonic clock, seconds.
        raw: the bytes as they came; they go to the journal's payload, never to a log.
    """

    id: int
    door: str
    source: str
    address: str
    tenant_id: int
    unit_id: int | None
    subscriber_id: int | None
    lane: Lane
    kind: Kind
    restore: bool = False
    message_key: str
    retry: RetrySpan = field(default_factory=RetrySpan)
    code: str = ""
    label_sv: str = ""
    label_en: str = ""
    peripheral: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    flags: frozenset[Flag] = frozenset()
    device_at: datetime | None = None
    received_at: datetime
    received_s: float
    raw: bytes = b""

    @property
    def subject(self) -> str:
        """What signals are grouped by: the person, else the unit, else the sender at its door (DESIGN §6)."""
        if self.subscriber_id is not None:
            return f"subscriber:{self.subscriber_id}"
        if self.unit_id is not None:
            return f"unit:{self.unit_id}"
        return f"sender:{self.door}:{self.address or self.source}"
