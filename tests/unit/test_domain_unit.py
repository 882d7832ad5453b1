"""When silence becomes a fault."""

from __future__ import annotations

from alarmd.domain.unit import AlarmUnit, SupervisionProfile


def test_late_comes_before_lost() -> None:
    profile = SupervisionProfile(interval_s=60, missed_limit=3, grace_s=10)
    assert (profile.late_after_s, profile.lost_after_s) == (70, 190)


def test_signals_are_grouped_by_the_first_person() -> None:
    unit = AlarmUnit(id=1, tenant_id=1, protocol="dc09", address="0001", subscriber_ids=(5, 6))
    assert unit.subscriber_id == 5
    assert AlarmUnit(id=1, tenant_id=1, protocol="dc09", address="0001").subscriber_id is None
