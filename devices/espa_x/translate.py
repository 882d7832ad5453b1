"""Calls of an ESPA-X system to signals (sheet §6)."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.signal import Kind, Lane, Signal
from devices.arrival import Arrival

_WORDS = {
    "CP-TEXTMSG": "text", "CP-CALLINGNO": "room", "CP-CALLINGNAME": "caller", "CP-WARD": "ward", "CP-BED": "bed",
    "CP-PHONENO": "called", "CP-GROUPID": "group", "CP-CBCKNO": "call", "CP-PRIO": "priority", "CP-PR-REF": "ref",
    "CP-PR-DETAILS": "info_text",
}  # fmt: skip


def address_of(user: str, fields: Mapping[str, str]) -> str:
    """What the caller is called: the system's user and the calling number, else ward and bed, else the user alone."""
    place = fields.get("CP-CALLINGNO") or "/".join(filter(None, (fields.get("CP-WARD"), fields.get("CP-BED"))))
    return f"{user}:{place}" if place else user


def call(fields: Mapping[str, str], arrival: Arrival) -> Signal:
    """A call is an alarm, whatever its priority; a profile may give its signal word another meaning."""
    detail = {word: fields[name] for name, word in _WORDS.items() if fields.get(name)}
    return arrival.signal(
        1, Lane.LIFE_SAFETY, Kind.PRESS, labels=("Anrop från kallelsesystem", "call from a nurse-call system"),
        code=fields.get("CP-SIGNAL") or fields.get("CP-PRIO") or "call", peripheral=fields.get("CP-CALLINGNO", ""),
        detail=detail,
    )  # fmt: skip


def call_ended(arrival: Arrival) -> Signal:
    """The system has ended its call: noted on the open alarm, which a person closes."""
    return arrival.signal(
        1, Lane.LIFE_SAFETY, Kind.PRESS, labels=("Återställt: Anrop avslutat", "restored: the call has ended"),
        code="stop", restore=True,
    )  # fmt: skip
