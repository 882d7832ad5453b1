"""A message at the door becomes signals that keep who sent it and how."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit, ServiceState
from devices.arrival import Arrival, kind_of, lane_of

_ids = count(1)


def arrival(unit: AlarmUnit | None) -> Arrival:
    return Arrival(
        door="dc09",
        source="127.0.0.1:4000",
        address="0123",
        unit=unit,
        tenant_id=1,
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        received_s=5.0,
        message_key="k",
        raw=b"raw",
        new_id=lambda at: next(_ids),
    )


UNIT = AlarmUnit(id=7, tenant_id=3, protocol="dc09", address="0123", subscriber_ids=(9,))


def test_a_known_unit_names_its_person_and_tenant() -> None:
    signal = arrival(UNIT).signal(1, Lane.LIFE_SAFETY, Kind.PRESS, labels=("Trygghetslarm", "press"))
    assert (signal.tenant_id, signal.unit_id, signal.subscriber_id, signal.raw) == (3, 7, 9, b"raw")


def test_the_second_event_of_a_message_has_a_key_of_its_own_and_no_bytes() -> None:
    signal = arrival(UNIT).signal(2, Lane.TECHNICAL, Kind.BATTERY, labels=("", ""))
    assert (signal.message_key, signal.raw) == ("k/2", b"")


def test_what_nobody_can_read_is_life_safety_when_the_unit_is_known() -> None:
    known, unknown = arrival(UNIT).unclassified({}), arrival(None).unclassified({})
    assert (known.lane, unknown.lane) == (Lane.LIFE_SAFETY, Lane.TECHNICAL)
    assert Flag.UNCLASSIFIED in known.flags
    assert Flag.UNKNOWN_SENDER in unknown.flags


def test_a_pending_unit_still_rings_and_says_so() -> None:
    pending = AlarmUnit(id=1, tenant_id=1, protocol="dc09", address="1", state=ServiceState.PENDING)
    signal = arrival(pending).signal(1, Lane.LIFE_SAFETY, Kind.PRESS, labels=("", ""))
    assert Flag.PENDING_UNIT in signal.flags


def test_classes_have_lanes_and_the_unknown_is_life_safety() -> None:
    assert lane_of("C") is Lane.TECHNICAL
    assert lane_of("I", restored_class="C") is Lane.TECHNICAL
    assert lane_of("?") is Lane.LIFE_SAFETY
    assert kind_of("never heard of") is Kind.UNKNOWN
