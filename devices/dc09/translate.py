"""DC-09 frames to signals: Contact ID and SIA events by their tables, anything else as unclassified."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.arrival import Arrival, kind_of, lane_of
from protocols.contact_id import (
    Classification,
    SiaEvent,
    UnreadableEventError,
    classify_contact_id,
    classify_sia,
    parse_contact_id,
    parse_sia,
)
from protocols.dc09 import AccountFrom, Dialect, Frame, Purpose, read_occurrence, read_position, read_text

TEXT_FIELDS = {"I": "text", "L": "location", "O": "building", "R": "room", "S": "site", "V": "verification"}
_READ_ELSEWHERE = "KkHXYZ"
_LONGEST_KEPT = 32


class _Meaning(NamedTuple):
    """What a code means here; the same for every unit, so it is worked out once."""

    lane: Lane
    kind: Kind
    labels: tuple[str, str]
    code: str
    restore: bool
    flags: tuple[Flag, ...]


class _Event(NamedTuple):
    """One event of a frame."""

    meaning: _Meaning
    peripheral: str
    detail: dict[str, str]


def translate(
    frame: Frame, arrival: Arrival, dialect: Dialect, detail: Mapping[str, str] | None = None
) -> list[Signal]:
    """One signal for each event of an opened frame, at least one: what cannot be read is *unclassified*.

    `detail` stands in every signal beside what the frame says.
    """
    shared = dict(detail or {})
    occurred = None
    if frame.extended:
        shared |= _extended_detail(frame)
        occurred = read_occurrence(
            frame.extended, arrival.received_at, dialect.clock, day_first=dialect.occurrence_day_first
        )
    try:
        account, events = _read(frame)
    except UnreadableEventError as error:
        return [arrival.unclassified({"token": frame.token, "problem": str(error)} | shared, code=frame.token)]
    if not events:
        return [arrival.unclassified({"token": frame.token} | shared, code=frame.token)]
    mismatch: tuple[Flag, ...] = ()
    if account and frame.account and account != frame.account and dialect.account_from is AccountFrom.HEADER:
        mismatch = (Flag.IDENTITY_MISMATCH,)
        shared["account_in_data"] = account
    return [
        arrival.signal(
            number,
            meaning.lane,
            meaning.kind,
            labels=meaning.labels,
            code=meaning.code,
            restore=meaning.restore,
            peripheral=peripheral,
            detail=own | shared,
            device_at=occurred,
            flags=meaning.flags + mismatch,
        )
        for number, (meaning, peripheral, own) in enumerate(events, 1)
    ]


def _read(frame: Frame) -> tuple[str | None, list[_Event]]:
    """The account inside the data, and the events; none when the token is of no known kind.

    Raises:
        UnreadableEventError: the data are not what the token promises.
    """
    if frame.purpose is Purpose.CONTACT_ID:
        head, bar, text = frame.data.partition("|")
        if not bar or not head.startswith("#"):
            head, text = "", frame.data
        read = _contact_id if len(text) <= _LONGEST_KEPT else _contact_id.__wrapped__
        account, event = read(text)
        return head[1:] or account, [_Event(event.meaning, event.peripheral, dict(event.detail))]
    if frame.purpose is Purpose.SIA:
        message = parse_sia(frame.data)
        return message.account, [_sia_event(event) for event in message.events]
    return None, []


def _sia_event(event: SiaEvent) -> _Event:
    detail = dict(event.modifiers)
    for word, value in (("zone", event.address), ("zone_name", event.address_name), ("text", event.text)):
        if value:
            detail[word] = value
    return _Event(_sia(event.code, event.address, event.repeated), event.address or "", detail)


@lru_cache(maxsize=8192)
def _contact_id(text: str) -> tuple[str | None, _Event]:
    """What the data behind the account say; units repeat themselves, so most of them have been read before."""
    event = parse_contact_id(text)
    detail = {"qualifier": event.qualifier, "area": event.area, "zone": event.zone}
    return event.account, _Event(_meaning(classify_contact_id(event)), event.zone, detail)


@lru_cache(maxsize=8192)
def _sia(code: str, address: str | None, repeated: bool) -> _Meaning:
    return _meaning(classify_sia(SiaEvent(code, address, repeated=repeated)))


def _meaning(found: Classification) -> _Meaning:
    return _Meaning(
        lane_of(found.event_class, restored_class=found.restored_class),
        kind_of(found.kind),
        (found.label_sv, found.label_en),
        found.code,
        found.restore,
        (Flag.STILL_PRESENT,) if found.still_present else (),
    )


def _extended_detail(frame: Frame) -> dict[str, str]:
    detail = {
        word: value for letter, word in TEXT_FIELDS.items() if (value := read_text(frame.extended, letter)) is not None
    }
    if position := read_position(frame.extended):
        detail["latitude"], detail["longitude"] = f"{position.latitude:.6f}", f"{position.longitude:.6f}"
        if position.altitude_m is not None:
            detail["altitude_m"] = f"{position.altitude_m:g}"
    for field in frame.extended:
        if field.letter not in _READ_ELSEWHERE and field.letter not in TEXT_FIELDS:
            detail[f"field_{field.letter}"] = field.value
    return detail
