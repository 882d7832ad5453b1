"""Lines of the Sur-Gard family of receivers (MLR2 to System III), each ended by DC4 and answered by one byte.

In: `Splitter` gives `Line` and `Rejected`. Out: `SAY_ACK`, `SAY_NAK`; `build_…` for simulators. No IO, no clock.
"""

from __future__ import annotations

from protocols.surgard.errors import BadFieldError, CallerError, SurgardError
from protocols.surgard.line import (
    SAY_ACK,
    SAY_NAK,
    Line,
    LineKind,
    build_contact_id,
    build_heartbeat,
    build_pulse,
    build_sia,
    read_line,
)
from protocols.surgard.splitter import MAX_LINE, Fault, Item, Rejected, Splitter

__all__ = [
    "MAX_LINE",
    "SAY_ACK",
    "SAY_NAK",
    "BadFieldError",
    "CallerError",
    "Fault",
    "Item",
    "Line",
    "LineKind",
    "Rejected",
    "Splitter",
    "SurgardError",
    "build_contact_id",
    "build_heartbeat",
    "build_pulse",
    "build_sia",
    "read_line",
]
