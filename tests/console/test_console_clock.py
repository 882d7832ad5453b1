from __future__ import annotations

from console.clock import SystemClock


def test_both_clocks_go_forward() -> None:
    clock = SystemClock()
    assert clock.now_ms() > 1_700_000_000_000
    first = clock.monotonic()
    assert clock.monotonic() >= first
