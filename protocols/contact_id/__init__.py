"""Contact ID (SIA DC-05) and SIA (DC-03) event codes: data to events, and what each event means."""

from __future__ import annotations

from protocols.contact_id.classify import (
    NO_OVERRIDES,
    Classification,
    FoundIn,
    Overrides,
    classify_contact_id,
    classify_sia,
)
from protocols.contact_id.contact_id import (
    ContactId,
    build_contact_id,
    build_dtmf,
    dtmf_check_digit,
    parse_contact_id,
    parse_dtmf,
)
from protocols.contact_id.errors import BadEventError, BadTableError, EventCodeError, UnreadableEventError
from protocols.contact_id.sia import SiaEvent, SiaMessage, build_sia, parse_sia
from protocols.contact_id.tables import CLASSES, KINDS, Meaning, Table, read_table

__all__ = [
    "CLASSES",
    "KINDS",
    "NO_OVERRIDES",
    "BadEventError",
    "BadTableError",
    "Classification",
    "ContactId",
    "EventCodeError",
    "FoundIn",
    "Meaning",
    "Overrides",
    "SiaEvent",
    "SiaMessage",
    "Table",
    "UnreadableEventError",
    "build_contact_id",
    "build_dtmf",
    "build_sia",
    "classify_contact_id",
    "classify_sia",
    "dtmf_check_digit",
    "parse_contact_id",
    "parse_dtmf",
    "parse_sia",
    "read_table",
]
