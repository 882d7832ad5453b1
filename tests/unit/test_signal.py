"""What signals are grouped by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from alarmd.domain.signal import Kind, Lane, Signal

PRESS = Signal(
    id=1,
    door="dc09",
    source="127.0.0.1:5000",
    address="0123",
    tenant_id=1,
    unit_id=7,
    subscriber_id=9,
    lane=Lane.LIFE_SAFETY,
    kind=Kind.PRESS,
    message_key="k",
    received_at=datetime(2026, 1, 1, tzinfo=UTC),
    received_s=0.0,
)


def test_a_person_is_what_groups_signals() -> None:
    assert PRESS.subject == "subscriber:9"


def test_without_a_person_the_unit_groups() -> None:
    assert replace(PRESS, subscriber_id=None).subject == "unit:7"


def test_an_unknown_sender_groups_by_door_and_address_or_source() -> None:
    unknown = replace(PRESS, subscriber_id=None, unit_id=None)
    assert unknown.subject == "sender:dc09:0123"
    assert replace(unknown, address="").subject == "sender:dc09:127.0.0.1:5000"
