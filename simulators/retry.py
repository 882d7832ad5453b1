"""Messages that wait for an answer, and when to send them again: one cheap queue for many units."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class RetryQueue(Generic[K]):
    """Keeps keys until they are answered or have been tried often enough.

    Args:
        pauses_s: seconds to wait after each sending; after the last pause the key is given up.

    Each stage has one pause, so each stage is a plain first-in-first-out queue and nothing is sorted.
    """

    def __init__(self, pauses_s: Sequence[float]) -> None:
        if not pauses_s or min(pauses_s) <= 0:
            raise ValueError("at least one pause, each above 0 s")
        self._pauses = tuple(pauses_s)
        self._stages: tuple[deque[tuple[float, K]], ...] = tuple(deque() for _ in pauses_s)
        self._waiting: dict[K, tuple[int, float]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, key: K) -> bool:
        return key in self._waiting

    def sent(self, key: K, now: float) -> None:
        """The key's message was sent for the first time."""
        self._enter(0, key, now)

    def answered(self, key: K) -> bool:
        """Forget the key; false when nobody waits for it (any more)."""
        return self._waiting.pop(key, None) is not None

    def due(self, now: float) -> tuple[list[K], list[K]]:
        """Keys to send again now, and keys given up now."""
        again: list[K] = []
        given_up: list[K] = []
        for stage in range(len(self._stages) - 1, -1, -1):
            self._due_in(stage, now, again, given_up)
        return again, given_up

    def _due_in(self, stage: int, now: float, again: list[K], given_up: list[K]) -> None:
        queue = self._stages[stage]
        while queue and queue[0][0] <= now:
            deadline, key = queue.popleft()
            if self._waiting.get(key) != (stage, deadline):
                continue
            if stage + 1 == len(self._stages):
                del self._waiting[key]
                given_up.append(key)
            else:
                self._enter(stage + 1, key, now)
                again.append(key)

    def _enter(self, stage: int, key: K, now: float) -> None:
        # Stage and deadline tell this waiting from an earlier one of the same key that was answered or sent anew.
        deadline = now + self._pauses[stage]
        self._waiting[key] = (stage, deadline)
        self._stages[stage].append((deadline, key))
