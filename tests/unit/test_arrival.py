"""A message at the door becomes signals that keep who sent it and how."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from alarmd.domain.code_meaning import CodeMeaning
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


def test_a_retired_unit_still_rings_and_says_so() -> None:
    retired = AlarmUnit(id=1, tenant_id=1, protocol="dc09", address="1", state=ServiceState.RETIRED)
    signal = arrival(retired).signal(1, Lane.LIFE_SAFETY, Kind.PRESS, labels=("", ""))
    assert (signal.lane, signal.flags) == (Lane.LIFE_SAFETY, {Flag.RETIRED_UNIT})


def test_classes_have_lanes_and_the_unknown_is_life_safety() -> None:
    assert lane_of("C") is Lane.TECHNICAL
    assert lane_of("I", restored_class="C") is Lane.TECHNICAL
    assert lane_of("?") is Lane.LIFE_SAFETY
    assert kind_of("never heard of") is Kind.UNKNOWN


OWN = CodeMeaning(lane=Lane.TECHNICAL, kind=Kind.BATTERY, label_sv="Lågt batteri", label_en="low battery")


def test_what_the_make_means_by_a_code_goes_before_the_protocols_table() -> None:
    unit = replace(UNIT, codes={"1147": OWN})
    signal = arrival(unit).signal(1, Lane.LIFE_SAFETY, Kind.PRESS, labels=("a", "b"), code="1147")
    assert (signal.lane, signal.kind, signal.label_sv) == (Lane.TECHNICAL, Kind.BATTERY, "Lågt batteri")
    assert arrival(unit).signal(1, Lane.LIFE_SAFETY, Kind.PRESS, labels=("a", "b"), code="1101").kind is Kind.PRESS


def test_a_code_that_has_been_given_a_meaning_is_not_unclassified_any_more() -> None:
    unit = replace(UNIT, codes={"wobble": OWN})
    assert Flag.UNCLASSIFIED not in arrival(unit).unclassified({}, code="wobble").flags
    assert Flag.UNCLASSIFIED in arrival(unit).unclassified({}, code="wibble").flags
    assert Flag.UNCLASSIFIED in arrival(None).unclassified({}, code="wobble").flags


def test_a_restore_stays_one_under_a_meaning_of_its_own() -> None:
    unit = replace(UNIT, codes={"battery": OWN})
    assert arrival(unit).signal(1, Lane.TECHNICAL, Kind.BATTERY, labels=("", ""), code="battery", restore=True).restore
    assert not arrival(unit).signal(1, Lane.TECHNICAL, Kind.BATTERY, labels=("", ""), code="battery").restore
