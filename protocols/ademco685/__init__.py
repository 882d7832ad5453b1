"""Lines of the Ademco 685 receiver and those that imitate it: LF, text, CR, answered by one byte or not at all.

In: `Splitter` gives `Line` and `Rejected`. Out: `SAY_ACK`, `SAY_NAK`; `build_…` for simulators. No IO, no clock.
"""

from __future__ import annotations

from protocols.ademco685.errors import Ademco685Error, BadFieldError, CallerError
from protocols.ademco685.line import (
    SAY_ACK,
    SAY_NAK,
    Line,
    LineKind,
    Point,
    build_contact_id,
    build_heartbeat,
    build_pulse,
    read_line,
)
from protocols.ademco685.splitter import MAX_LINE, Fault, Item, Rejected, Splitter

__all__ = [
    "MAX_LINE",
    "SAY_ACK",
    "SAY_NAK",
    "Ademco685Error",
    "BadFieldError",
    "CallerError",
    "Fault",
    "Item",
    "Line",
    "LineKind",
    "Point",
    "Rejected",
    "Splitter",
    "build_contact_id",
    "build_heartbeat",
    "build_pulse",
    "read_line",
]
