"""What a fleet counts and says."""

from __future__ import annotations

from simulators.tally import CpuMeter, Tally


def test_the_line_says_everything() -> None:
    tally = Tally(sent=10, presses=2, again=3, refused=1, unanswered=2)
    for ms in (1.0, 2.0, 30.0):
        tally.took(ms)
    assert tally.waiting == 4
    line = tally.line(12.0, 3.21, tally.recent)
    assert line == (
        "     12 s  sent 10  presses 2  answered 3  refused 1  unanswered 2  again 3  "
        "p50 2.0 ms  p99 30.0 ms  cpu 3.2 %"
    )


def test_processor_use_is_a_share_of_the_time_between() -> None:
    meter = CpuMeter(0.0)
    assert meter.percent(0.0) == 0.0
    sum(range(200_000))
    assert 0 < meter.percent(1.0) < 100
