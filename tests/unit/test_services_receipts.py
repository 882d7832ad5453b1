"""T4 is the first receipt, by our clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from alarmd.services import receipts as module
from alarmd.services.receipts import Receipts
from alarmd.telemetry import Telemetry
from tests.fakes.clock import ManualClock
from tests.fakes.web_parts import signal


def test_only_the_first_receipt_counts() -> None:
    clock, stamped = ManualClock(), list[tuple[list[int], datetime]]()
    receipts = Receipts(clock, Telemetry(), lambda numbers, at: stamped.append((list(numbers), at)))
    receipts.expect(signal(1, received_s=clock.monotonic()), 10)
    clock.jump(0.25)
    receipts.painted([1, 99])
    clock.jump(5)
    receipts.painted([1])
    assert [numbers for numbers, _ in stamped] == [[1]]
    assert receipts.last_minute_ms() == (250.0, 250.0)
    assert receipts.awaited() == []


def test_the_last_minute_forgets() -> None:
    clock, telemetry = ManualClock(), Telemetry()
    receipts = Receipts(clock, telemetry, lambda *_: None)
    for number in range(100):
        receipts.expect(signal(number + 1, received_s=clock.monotonic() - number / 1000), 10)
    receipts.painted(range(1, 101))
    assert receipts.last_minute_ms() == (50.0, 99.0)
    clock.jump(61)
    assert receipts.last_minute_ms() == (0.0, 0.0)
    assert b'alarmd_stage_seconds_count{stage="painted"} 100.0' in telemetry.exposition()


def test_what_nobody_confirms_is_bounded_and_keeps_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_AWAITED", 100)
    receipts = Receipts(ManualClock(), Telemetry(), lambda *_: None)
    for number in range(105):
        receipts.expect(signal(number), 10)
    assert len(receipts.awaited()) == 100
    assert receipts.awaited()[0] == (5, 10)


def test_what_another_node_has_taken_is_measured_by_the_wall_clock() -> None:
    clock, telemetry = ManualClock(), Telemetry()
    receipts = Receipts(clock, telemetry, lambda *_: None)
    receipts.expect(signal(1, received_s=0.0, received_at=clock.now() - timedelta(seconds=0.25)), 10)
    receipts.expect(signal(2, received_s=0.0, received_at=clock.now() + timedelta(seconds=9)), 10)
    clock.jump(0.25)
    receipts.painted([1, 2])
    assert receipts.last_minute_ms() == (500.0, 500.0)
    assert b'alarmd_stage_seconds_sum{stage="painted"} 0.75' in telemetry.exposition()


def test_what_another_node_has_shown_is_not_awaited_any_more() -> None:
    receipts = Receipts(ManualClock(), Telemetry(), lambda *_: None)
    for number in (5, 3, 9, 7):
        receipts.expect(signal(number), 10)
    assert receipts.awaited_after(3, 2) == [5, 7]
    receipts.painted_elsewhere([5, 6, 9])
    assert receipts.awaited() == [(3, 10), (7, 10)]
