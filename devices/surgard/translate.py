"""Sur-Gard lines to signals: Contact ID and SIA by their tables, pulse codes by the installation."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.signal import Kind, Lane, Signal
from devices.arrival import Arrival
from devices.coded_events import coded_signals, read_contact_id, read_sia
from devices.plain_codes import plain_code_signal
from protocols.contact_id import UnreadableEventError
from protocols.surgard import Line, LineKind


def account_of(line: Line) -> str | None:
    """The unit's account; None for the receiver's own, which are written as zeros (sheet §1.2)."""
    return line.account if line.account and line.account.strip("0") else None


def translate(line: Line, arrival: Arrival, codes: Mapping[str, str]) -> list[Signal]:
    """The signals of one line, at least one; `codes` says what pulse codes mean in this installation."""
    detail = {"receiver": line.receiver, "line_card": line.card}
    try:
        if line.kind is LineKind.CONTACT_ID:
            return coded_signals(arrival, [read_contact_id(line.data)[1]], detail)
        if line.kind is LineKind.SIA:
            return coded_signals(arrival, read_sia(line.data)[1], detail)
    except UnreadableEventError as error:
        return [arrival.unclassified({"line": line.data, "problem": str(error)} | detail)]
    if line.kind is LineKind.VOICE:
        labels = "Talförbindelse i mottagaren", "two-way voice at the receiver"
        return [arrival.signal(1, Lane.INFORMATION, Kind.INFORMATION, labels=labels, code=line.data, detail=detail)]
    if line.kind in (LineKind.PULSE, LineKind.HIGH_SPEED):
        return [plain_code_signal(arrival, line.data, codes, detail)]
    return [arrival.unclassified({"line": line.data} | detail)]
