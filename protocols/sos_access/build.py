"""A request's bytes, as a transmitter sends them (sheet §2)."""

from __future__ import annotations

from protocols.safe_xml import escape
from protocols.sos_access.answer import HEADER, document
from protocols.sos_access.requests import AlarmRequest, Request


def build(request: Request, *, header: bool = True) -> bytes:
    """The bytes of `request`; empty fields are left out, and so is the XML declaration when `header` is false."""
    fields = [
        ("reference", request.reference),
        ("authentication", request.authentication),
        ("transmittercode", request.transmitter_code),
        ("transmittertype", request.transmitter_type),
    ]
    octets = document(request.root, fields)
    if isinstance(request, AlarmRequest):
        fields += [
            ("receiver", request.receiver),
            ("transmittertime", request.transmitter_time),
            ("alarmtype", request.alarm_type),
            ("transmitterarea", request.transmitter_area),
            ("eventcode", request.event_code),
            ("section", request.section),
            ("sectiontext", request.section_text),
            ("detector", request.detector),
            ("detectortext", request.detector_text),
            ("additionalinfo", "\n".join(request.additional_info)),
        ]
        octets = document(request.root, fields)
        if request.position:
            position = f"<position><pos>{escape(request.position)}</pos></position></{request.root}>"
            octets = octets.removesuffix(f"</{request.root}>".encode()) + position.encode("latin-1", "replace")
    return octets if header else octets.removeprefix(HEADER)
