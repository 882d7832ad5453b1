"""The key by which a repeated alarm is known again, and for how long it is a repeat (sheet §3)."""

from __future__ import annotations

from hashlib import blake2b

from protocols.sos_access.requests import AlarmRequest

TIMED_S = 180.0
"""With the transmitter's own time in it, the same request is a repeat for so long: six tries of up to 15 s each."""

REFERENCED_S = 30.0
"""With a reference only: so long, since some units send the same reference for ever."""


def message_key(request: AlarmRequest) -> str:
    """Return 32 hex digits, equal for an alarm and its repeats, whatever else is in them."""
    parts = (
        request.transmitter_code, request.transmitter_type, request.reference, request.alarm_type, request.event_code,
        request.transmitter_area, request.section, request.detector, request.transmitter_time,
    )  # fmt: skip
    # A unit separator cannot stand in XML, so the fields cannot run into each other.
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def repeats_within_s(request: AlarmRequest) -> float:
    """For how many seconds an equal key means the same alarm; 0.0 when nothing tells a repeat from a new press."""
    if request.transmitter_time:
        return TIMED_S
    return REFERENCED_S if request.reference else 0.0
