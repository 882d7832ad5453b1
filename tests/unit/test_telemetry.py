"""Metrics live on a registry of their own, and stay few."""

from __future__ import annotations

from alarmd.telemetry import Telemetry


def test_two_daemons_in_one_process_do_not_share_a_registry() -> None:
    one, two = Telemetry(), Telemetry()
    one.count_signal("dc09", "life_safety", "stored")
    assert b'alarmd_signals_total{door="dc09",lane="life_safety",verdict="stored"} 1.0' in one.exposition()
    assert b'lane="life_safety",verdict="stored"} ' not in two.exposition()


def test_a_stage_is_a_histogram() -> None:
    telemetry = Telemetry()
    telemetry.observe_stage("painted", 0.3)
    assert b'alarmd_stage_seconds_bucket{le="0.5",stage="painted"} 1.0' in telemetry.exposition()
