"""How often something may fail before it has to wait: logins and guessed links."""

from __future__ import annotations

from collections import OrderedDict

from alarmd.domain.ports import Clock


class FailureLimit:
    """Counts failures per key in a sliding window; a success clears its key. Holds at most `most_keys` keys."""

    def __init__(self, clock: Clock, *, failures: int, window_s: float = 60.0, most_keys: int = 10_000) -> None:
        self._clock = clock
        self._failures = failures
        self._window_s = window_s
        self._most_keys = most_keys
        self._seen: OrderedDict[str, list[float]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Seconds until `key` may try again; 0 when it may now."""
        oldest = self._clock.monotonic() - self._window_s
        recent = [at for at in self._seen.get(key, ()) if at > oldest]
        if not recent:
            self._seen.pop(key, None)
            return 0.0
        self._seen[key] = recent
        return recent[-self._failures] - oldest if len(recent) >= self._failures else 0.0

    def failed(self, key: str) -> None:
        """One more failure."""
        self._seen.setdefault(key, []).append(self._clock.monotonic())
        self._seen.move_to_end(key)
        if len(self._seen) > self._most_keys:
            self._seen.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the failures."""
        self._seen.pop(key, None)
