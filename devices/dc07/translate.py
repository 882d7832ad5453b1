"""DC-07 frames to signals: Contact ID and SIA by their tables, the rest unclassified."""

from __future__ import annotations

from alarmd.domain.signal import Flag, Signal
from devices.arrival import Arrival
from devices.coded_events import coded_signals, read_contact_id, read_sia
from protocols.contact_id import UnreadableEventError
from protocols.dc09 import Frame, Purpose


def account_of(frame: Frame) -> str | None:
    """The unit's account: the header's, else that in the data."""
    return frame.account or frame.account_in_data


def translate(frame: Frame, arrival: Arrival) -> list[Signal]:
    """The signals of one frame, at least one. A frame that is encrypted is not ours to open: it is raised."""
    detail = {"token": frame.token, "receiver": frame.receiver or "", "line": frame.prefix or ""}
    inside = frame.account_in_data
    flags = (Flag.IDENTITY_MISMATCH,) if frame.account and inside and inside != frame.account else ()
    try:
        if frame.sealed:
            raise UnreadableEventError("it is encrypted")
        if frame.purpose is Purpose.CONTACT_ID:
            return coded_signals(arrival, [read_contact_id(frame.data)[1]], detail, flags=flags)
        if frame.purpose is Purpose.SIA:
            return coded_signals(arrival, read_sia(frame.data)[1], detail, flags=flags)
    except UnreadableEventError as error:
        return [arrival.unclassified({"problem": str(error)} | detail)]
    return [arrival.unclassified(detail)]
