"""SOS Access alarms to signals: SIA and Contact ID codes by their tables, others as agreed or as unknown."""

from __future__ import annotations

import re

from alarmd.domain.signal import Flag, Signal
from devices.arrival import Arrival, kind_of, lane_of
from protocols.contact_id import Classification, ContactId, SiaEvent, classify_contact_id, classify_sia
from protocols.sos_access import AlarmRequest, AlarmType, Status, read_position

_CONTACT_ID = re.compile(r"[0-9A-F]{3}", re.ASCII)
_TEXTS = ("section", "section_text", "detector", "detector_text", "receiver", "transmitter_time", "reference")


def translate(request: AlarmRequest, arrival: Arrival) -> list[Signal]:
    """The signal of an alarm or restore; one without an event code is *unclassified*."""
    detail = describe(request)
    if not request.event_code:
        return [arrival.unclassified(detail)]
    found = _meaning(request)
    restore = found.restore
    labels = found.label_sv, found.label_en
    if request.alarm_type is AlarmType.RESTORE and not restore:
        restore = True
        labels = f"Återställt: {labels[0]}", f"restored: {labels[1]}"
    flags = (Flag.INCOMPLETE,) if request.status is Status.FIELD_MISSING else ()
    return [
        arrival.signal(
            1,
            lane_of(found.event_class, restored_class=found.restored_class),
            kind_of(found.kind),
            labels=labels,
            code=request.event_code,
            restore=restore,
            peripheral=request.detector,
            detail=detail,
            flags=flags,
        )
    ]


def _meaning(request: AlarmRequest) -> Classification:
    code = request.event_code.upper()
    if _CONTACT_ID.fullmatch(code):
        qualifier = "3" if request.alarm_type is AlarmType.RESTORE else "1"
        return classify_contact_id(ContactId(None, qualifier, code, "", request.detector))
    return classify_sia(SiaEvent(code))


def describe(request: AlarmRequest) -> dict[str, str]:
    """All that an alarm says, for the timeline."""
    detail = {word: text for word in _TEXTS if (text := getattr(request, word))}
    if request.transmitter_area:
        detail["area"] = request.transmitter_area
    if request.additional_info:
        detail["text"] = "\n".join(request.additional_info)
    if request.position:
        detail["position"] = request.position
        if place := read_position(request.position):
            detail["latitude"], detail["longitude"] = f"{place[0]:.6f}", f"{place[1]:.6f}"
    if request.faults:
        detail["problem"] = ", ".join(map(str, request.faults))
    return detail
