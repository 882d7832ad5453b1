"""Ademco 685 lines to signals: Contact ID by its table, pulse codes by the installation, the rest unclassified."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.signal import Signal
from devices.arrival import Arrival
from devices.coded_events import coded_signals, read_contact_id
from devices.plain_codes import plain_code_signal
from protocols.ademco685 import Line, LineKind, Point
from protocols.contact_id import UnreadableEventError

_POINTS = {Point.ZONE: "zone", Point.USER: "user"}


def account_of(line: Line) -> str | None:
    """The unit's account; None for the receiver's own, which are written as zeros."""
    return line.account if line.account and line.account.strip("0") else None


def translate(line: Line, arrival: Arrival, codes: Mapping[str, str]) -> list[Signal]:
    """The signals of one line, at least one; `codes` says what pulse codes mean in this installation."""
    detail = {"receiver": line.receiver, "line_group": line.group}
    if line.kind is LineKind.CONTACT_ID:
        if point := _POINTS.get(line.point):
            detail["point"] = point
        try:
            return coded_signals(arrival, [read_contact_id(line.data)[1]], detail)
        except UnreadableEventError as error:
            return [arrival.unclassified({"line": line.data, "problem": str(error)} | detail)]
    if line.kind in (LineKind.PULSE, LineKind.HIGH_SPEED):
        return [plain_code_signal(arrival, line.data, codes, detail)]
    return [arrival.unclassified({"line": line.data} | detail)]
