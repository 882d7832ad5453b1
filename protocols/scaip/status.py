"""Status numbers: the real verdict on a SCAIP message (SS 91100; sheet §3.3)."""

from __future__ import annotations

from enum import IntEnum


class StatusNumber(IntEnum):
    """`snu` of an mrs. 8, 9 and 11 to 98 are unassigned."""

    HANDLED = 0
    TOO_LONG = 1
    INVALID_FORMAT = 2
    WRONG_CONTENT = 3
    HOLD = 4
    NOT_TREATED = 5
    BUSY = 6
    MANDATORY_MISSING = 7
    REFERENCE_MISSING = 10
    UNDEFINED = 99

    @property
    def ends_session(self) -> bool:
        """Whether the sender drops the ref after it; otherwise it repeats or tries again."""
        return self in (StatusNumber.HANDLED, StatusNumber.NOT_TREATED, StatusNumber.BUSY)
