"""A store of last contacts in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alarmd.domain.listening import Listening
from alarmd.domain.ports import LedgerUnavailable


class FakeContacts:
    """Implements `ContactStore`; survives the watch that writes to it, as a disk would."""

    def __init__(self) -> None:
        self.down = False
        self.last: dict[int, datetime] = {}
        self.intervals: dict[tuple[str, datetime], datetime] = {}

    async def load(self) -> Sequence[tuple[int, datetime]]:
        self._need()
        return sorted(self.last.items())

    async def save_contacts(self, batch: Sequence[tuple[int, datetime]]) -> None:
        self._need()
        assert list(batch) == sorted(batch)
        for unit_id, at in batch:
            self.last[unit_id] = max(at, self.last.get(unit_id, at))

    async def save_listening(self, door: str, from_at: datetime, to_at: datetime) -> None:
        self._need()
        self.intervals[(door, from_at)] = to_at

    async def listening_intervals(self) -> Sequence[Listening]:
        self._need()
        return [Listening(door, begin, end) for (door, begin), end in sorted(self.intervals.items(), key=str)]

    def _need(self) -> None:
        if self.down:
            raise LedgerUnavailable("the fake contact store is down")
