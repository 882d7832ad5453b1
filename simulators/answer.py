"""What a unit got for its message: the receiver's words, and how fast they came."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How it went, seen from the unit."""

    TAKEN = "taken"
    HELD = "held"
    REFUSED = "refused"
    BUSY = "busy"
    WRONG_CLOCK = "wrong_clock"
    SILENT = "silent"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The end of one message.

    Attributes:
        kind: TAKEN only for an ACK, or for SCAIP status number 0.
        said: the receiver's own words, `ACK` or `200, snu 0`; empty when nothing came.
        ms: milliseconds from the first try to the verdict (DC-09 answer, SCAIP `mrs`), connecting included, since
            the person waits for that too; None without a verdict.
        sip_ms: the same to SIP's 200; None for DC-09 or without one.
        tries: how many times the message was sent. message: its name on the wire (sequence number or `ref`).
        clock_set: the receiver's NAK made the unit set its clock.
        interval_min: heartbeat interval the receiver asked for, minutes; 0 for none.
        voice: SCAIP `mre`, the call the receiver wants; 0 for none.
    """

    kind: Kind
    said: str = ""
    ms: float | None = None
    sip_ms: float | None = None
    tries: int = 1
    message: str = ""
    clock_set: bool = False
    interval_min: int = 0
    voice: int = 0

    @property
    def taken(self) -> bool:
        """Whether the unit may rest: somebody has its signal."""
        return self.kind is Kind.TAKEN

    def line(self) -> str:
        """One line for a person at a terminal."""
        parts = [f"{self.said or 'no answer'}"]
        if self.ms is not None:
            parts.append(f"{self.ms:.1f} ms")
        if self.sip_ms is not None:
            parts.append(f"(SIP 200 after {self.sip_ms:.1f} ms)")
        if self.tries > 1:
            parts.append(f"after {self.tries} tries")
        if self.clock_set:
            parts.append("clock set by the receiver")
        if self.interval_min:
            parts.append(f"heartbeat every {self.interval_min} min from now on")
        if not self.taken:
            parts.append(f"[{self.kind.value}]")
        return "  ".join(parts)

    def as_json(self) -> dict[str, object]:
        """The same for a program; times rounded to microseconds."""
        found = asdict(self)
        for name in ("ms", "sip_ms"):
            if found[name] is not None:
                found[name] = round(found[name], 3)
        return found
