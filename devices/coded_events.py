"""Contact ID and SIA events to signals, for every door whose equipment speaks in their codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.arrival import Arrival, kind_of, lane_of
from protocols.contact_id import (
    Classification,
    SiaEvent,
    classify_contact_id,
    classify_sia,
    parse_contact_id,
    parse_sia,
)

_LONGEST_KEPT = 32


class _Meaning(NamedTuple):
    """What a code means here; the same for every unit, so it is worked out once."""

    lane: Lane
    kind: Kind
    labels: tuple[str, str]
    code: str
    restore: bool
    flags: tuple[Flag, ...]


class CodedEvent(NamedTuple):
    """One event of a message."""

    meaning: _Meaning
    peripheral: str
    detail: dict[str, str]


def read_contact_id(text: str) -> tuple[str | None, CodedEvent]:
    """Read `QXYZ GG CCC`, with or without `#account|` in front: the account if it names one, and the event.

    Raises:
        UnreadableEventError: it is something else.
    """
    read = _contact_id if len(text) <= _LONGEST_KEPT else _contact_id.__wrapped__
    account, event = read(text)
    return account, CodedEvent(event.meaning, event.peripheral, dict(event.detail))


def read_sia(text: str) -> tuple[str | None, list[CodedEvent]]:
    """Read `#account|block|…`: the account if it names one, and the events.

    Raises:
        UnreadableEventError: there is no event in it.
    """
    message = parse_sia(text)
    return message.account, [_sia_event(event) for event in message.events]


def coded_signals(
    arrival: Arrival,
    events: Sequence[CodedEvent],
    shared: Mapping[str, str],
    *,
    device_at: datetime | None = None,
    flags: Iterable[Flag] = (),
) -> list[Signal]:
    """A signal for each event of one message; `shared` detail and `flags` stand on all of them."""
    flags = tuple(flags)
    return [
        arrival.signal(
            number,
            meaning.lane,
            meaning.kind,
            labels=meaning.labels,
            code=meaning.code,
            restore=meaning.restore,
            peripheral=peripheral,
            detail={**own, **shared},
            device_at=device_at,
            flags=meaning.flags + flags,
        )
        for number, (meaning, peripheral, own) in enumerate(events, 1)
    ]


def _sia_event(event: SiaEvent) -> CodedEvent:
    detail = dict(event.modifiers)
    for word, value in (("zone", event.address), ("zone_name", event.address_name), ("text", event.text)):
        if value:
            detail[word] = value
    return CodedEvent(_sia(event.code, event.address, event.repeated), event.address or "", detail)


@lru_cache(maxsize=8192)
def _contact_id(text: str) -> tuple[str | None, CodedEvent]:
    """What the data behind the account say; units repeat themselves, so most of them have been read before."""
    event = parse_contact_id(text)
    detail = {"qualifier": event.qualifier, "area": event.area, "zone": event.zone}
    return event.account, CodedEvent(_meaning(classify_contact_id(event)), event.zone, detail)


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
