"""Whether the loop is on time and the wall clock runs straight (DESIGN §6 *Health*)."""

from __future__ import annotations

import logging

from alarmd.domain.ports import Clock, Report
from alarmd.telemetry import Telemetry

BEAT_S = 0.25
LATE_S = 0.5
"""A beat this late means that the loop was blocked: alarms waited too."""

STEP_S = 1.0
"""The wall clock moved by this much more or less than the monotonic one between two beats."""

LAG_SHOWS_S = 60.0
STEP_SHOWS_S = 600.0

log = logging.getLogger(__name__)


class Pulse:
    """Beats four times a second, measures how late each beat is, and watches the wall clock for steps."""

    def __init__(self, clock: Clock, telemetry: Telemetry, report: Report) -> None:
        self._clock = clock
        self._telemetry = telemetry
        self._report = report
        self._late_at_s: float | None = None
        self._late_by_s = 0.0
        self._stepped_at_s: float | None = None
        self._stepped_by_s = 0.0
        self.last_beat_s = clock.monotonic()

    async def run(self) -> None:
        """Beat for as long as the daemon lives."""
        offset = self._offset()
        while True:
            due = self._clock.monotonic() + BEAT_S
            await self._clock.wait_until(due)
            self.last_beat_s = self._clock.monotonic()
            self._judge_lag(self.last_beat_s - due)
            now = self._offset()
            self._judge_step(now - offset)
            offset = now

    def stepped_lately(self) -> bool:
        """True while our own wall clock cannot be trusted: doors then never refuse a unit's time."""
        return self._is_recent(self._stepped_at_s, STEP_SHOWS_S)

    def degraded(self) -> list[str]:
        """Reasons for `/health`, in plain words."""
        reasons = []
        if self._is_recent(self._late_at_s, LAG_SHOWS_S):
            reasons.append(f"the loop was {self._late_by_s:.1f} s late within the last minute")
        if self.stepped_lately():
            reasons.append(f"the wall clock stepped by {self._stepped_by_s:+.1f} s within the last ten minutes")
        return reasons

    def _judge_lag(self, lag_s: float) -> None:
        self._telemetry.loop_lag.observe(max(0.0, lag_s))
        if lag_s < LATE_S:
            return
        fresh = not self._is_recent(self._late_at_s, LAG_SHOWS_S)
        self._late_by_s = lag_s if fresh else max(lag_s, self._late_by_s)
        self._late_at_s = self._clock.monotonic()
        if fresh:
            log.warning("the loop was %.2f s late", lag_s)
            self._report("loop_lag", {"seconds": f"{lag_s:.2f}"})

    def _judge_step(self, step_s: float) -> None:
        if abs(step_s) < STEP_S:
            return
        self._telemetry.clock_steps.inc()
        self._stepped_at_s, self._stepped_by_s = self._clock.monotonic(), step_s
        log.warning("the wall clock stepped by %+.1f s", step_s)
        self._report("clock_step", {"seconds": f"{step_s:+.1f}"})

    def _offset(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()

    def _is_recent(self, at_s: float | None, span_s: float) -> bool:
        return at_s is not None and self._clock.monotonic() - at_s < span_s
