"""Many measured times in little memory: counts in buckets one per cent wide, and the exact maximum."""

from __future__ import annotations

from math import ceil, exp, log

_WIDTH = log(1.01)
_LEAST_MS = 0.001


class Latencies:
    """Milliseconds as they come; percentiles when asked for, right to within one per cent."""

    def __init__(self) -> None:
        self._buckets: dict[int, int] = {}
        self.count = 0
        self.max_ms = 0.0

    def add(self, ms: float) -> None:
        """Note one time."""
        bucket = int(log(ms / _LEAST_MS) / _WIDTH) if ms > _LEAST_MS else 0
        self._buckets[bucket] = self._buckets.get(bucket, 0) + 1
        self.count += 1
        if ms > self.max_ms:
            self.max_ms = ms

    def percentile(self, percent: float) -> float:
        """The time that so many per cent did not exceed, milliseconds; 0 when nothing was measured."""
        left = ceil(self.count * percent / 100)
        for bucket in sorted(self._buckets):
            left -= self._buckets[bucket]
            if left <= 0:
                return min(_LEAST_MS * exp((bucket + 0.5) * _WIDTH), self.max_ms)
        return self.max_ms
