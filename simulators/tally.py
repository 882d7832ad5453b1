"""What a fleet has done so far: counts, times, its own processor use, and the line that says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import process_time

from simulators.latencies import Latencies


@dataclass(slots=True)
class Tally:
    """Counts of messages by how they ended; `recent` holds the times since the last status line."""

    sent: int = 0
    presses: int = 0
    again: int = 0
    answered: int = 0
    refused: int = 0
    unanswered: int = 0
    all_times: Latencies = field(default_factory=Latencies)
    recent: Latencies = field(default_factory=Latencies)

    def took(self, ms: float) -> None:
        """A message was taken after so many milliseconds."""
        self.answered += 1
        self.all_times.add(ms)
        self.recent.add(ms)

    @property
    def waiting(self) -> int:
        """Messages that have not ended yet."""
        return self.sent - self.answered - self.refused - self.unanswered

    def line(self, seconds: float, cpu_percent: float, times: Latencies) -> str:
        """One status line; times are milliseconds."""
        return (
            f"{seconds:7.0f} s  sent {self.sent}  presses {self.presses}  answered {self.answered}  "
            f"refused {self.refused}  unanswered {self.unanswered}  again {self.again}  "
            f"p50 {times.percentile(50):.1f} ms  p99 {times.percentile(99):.1f} ms  cpu {cpu_percent:.1f} %"
        )


class CpuMeter:
    """This process's own processor use, per cent of one core, between two looks."""

    def __init__(self, now: float) -> None:
        self._at, self._used = now, process_time()

    def percent(self, now: float) -> float:
        """Use since the last look; `now` is any clock in seconds that never goes back."""
        used = process_time()
        share = (used - self._used) / (now - self._at) * 100 if now > self._at else 0.0
        self._at, self._used = now, used
        return share
