"""DC-09 frames to signals: Contact ID and SIA events by their tables, anything else as unclassified."""

from __future__ import annotations

from alarmd.domain.signal import Flag, Signal
from devices.arrival import Arrival, kind_of, lane_of
from protocols.contact_id import (
    Classification,
    ContactId,
    SiaEvent,
    UnreadableEventError,
    classify_contact_id,
    classify_sia,
    parse_contact_id,
    parse_sia,
)
from protocols.dc09 import Dialect, Frame, Purpose, read_occurrence, read_position, read_text

TEXT_FIELDS = {"I": "text", "L": "location", "O": "building", "R": "room", "S": "site", "V": "verification"}


def translate(frame: Frame, arrival: Arrival, dialect: Dialect) -> list[Signal]:
    """One signal for each event of an opened frame, at least one: what cannot be read is *unclassified*."""
    shared = _shared_detail(frame)
    occurred = read_occurrence(
        frame.extended, arrival.received_at, dialect.clock, day_first=dialect.occurrence_day_first
    )
    try:
        if frame.purpose is Purpose.CONTACT_ID:
            events = [_from_contact_id(parse_contact_id(frame.data))]
        elif frame.purpose is Purpose.SIA:
            events = [_from_sia(event) for event in parse_sia(frame.data).events]
        else:
            return [arrival.unclassified({"token": frame.token} | shared)]
    except UnreadableEventError as error:
        return [arrival.unclassified({"token": frame.token, "problem": str(error)} | shared)]
    return [
        arrival.signal(
            number,
            lane_of(meaning.event_class, restored_class=meaning.restored_class),
            kind_of(meaning.kind),
            labels=(meaning.label_sv, meaning.label_en),
            code=meaning.code,
            restore=meaning.restore,
            peripheral=peripheral,
            detail=detail | shared,
            device_at=occurred,
            flags=(Flag.STILL_PRESENT,) if meaning.still_present else (),
        )
        for number, (meaning, peripheral, detail) in enumerate(events, 1)
    ]


def _from_contact_id(event: ContactId) -> tuple[Classification, str, dict[str, str]]:
    detail = {"qualifier": event.qualifier, "area": event.area, "zone": event.zone}
    return classify_contact_id(event), event.zone, detail


def _from_sia(event: SiaEvent) -> tuple[Classification, str, dict[str, str]]:
    detail = dict(event.modifiers)
    for word, value in (("zone", event.address), ("zone_name", event.address_name), ("area_name", event.area_name)):
        if value:
            detail[word] = value
    if event.text:
        detail["text"] = event.text
    return classify_sia(event), event.address or "", detail


def _shared_detail(frame: Frame) -> dict[str, str]:
    if not frame.extended:
        return {}
    detail = {
        word: value for letter, word in TEXT_FIELDS.items() if (value := read_text(frame.extended, letter)) is not None
    }
    if position := read_position(frame.extended):
        detail["latitude"], detail["longitude"] = f"{position.latitude:.6f}", f"{position.longitude:.6f}"
    for field in frame.extended:
        if field.letter not in "KHXYZ" and field.letter not in TEXT_FIELDS:
            detail[f"field_{field.letter}"] = field.value
    return detail
