"""Failures make their own key wait, and no other."""

from __future__ import annotations

from alarmd.web.limits import FailureLimit
from tests.fakes.clock import ManualClock


def test_too_many_failures_wait_until_the_window_has_passed() -> None:
    clock = ManualClock()
    limit = FailureLimit(clock, failures=3)
    for _ in range(3):
        assert limit.wait_s("a") == 0
        limit.failed("a")
        clock.jump(10)
    assert limit.wait_s("a") == 30
    assert limit.wait_s("b") == 0
    clock.jump(30)
    assert limit.wait_s("a") == 0


def test_a_success_clears_and_memory_is_bounded() -> None:
    limit = FailureLimit(ManualClock(), failures=1, most_keys=2)
    limit.failed("a")
    limit.succeeded("a")
    assert limit.wait_s("a") == 0
    for key in "abc":
        limit.failed(key)
    assert [limit.wait_s(key) > 0 for key in "abc"] == [False, True, True]
