"""A store of last contacts in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alarmd.domain.listening import Listening
from alarmd.domain.ports import LedgerUnavailable
from alarmd.services.contact_store import Heard


class FakeContacts:
    """Implements `ContactStore`; survives the watch that writes to it, as a disk would. `beside` shares its disk."""

    def __init__(self, node: int = 0, beside: FakeContacts | None = None) -> None:
        self.down = False
        self.node = node
        self.shared = beside is not None
        self.last: dict[int, tuple[datetime, int]] = {} if beside is None else beside.last
        self.intervals: dict[tuple[str, int, datetime], datetime] = {} if beside is None else beside.intervals
        if beside is not None:
            beside.shared = True

    async def load(self) -> Sequence[Heard]:
        self._need()
        return [Heard(unit_id, at, node) for unit_id, (at, node) in sorted(self.last.items())]

    async def save_contacts(self, batch: Sequence[tuple[int, datetime]]) -> None:
        self._need()
        assert list(batch) == sorted(batch)
        for unit_id, at in batch:
            self.last[unit_id] = max((at, self.node), self.last.get(unit_id, (at, self.node)))

    async def save_listening(self, door: str, from_at: datetime, to_at: datetime) -> None:
        self._need()
        self.intervals[(door, self.node, from_at)] = to_at

    async def listening_intervals(self) -> Sequence[Listening]:
        self._need()
        return self._intervals()

    async def elsewhere(
        self, since: datetime, unit_ids: Sequence[int] | None = None
    ) -> tuple[Sequence[Listening], Sequence[Heard]]:
        self._need()
        theirs = [Heard(unit_id, at, node) for unit_id, (at, node) in self.last.items() if node != self.node]
        found = [one for one in theirs if (one.at >= since if unit_ids is None else one.unit_id in unit_ids)]
        return [one for one in self._intervals() if one.node != self.node and one.to_at >= since], found

    def _intervals(self) -> list[Listening]:
        found = [Listening(door, begin, end, node) for (door, node, begin), end in self.intervals.items()]
        return sorted(found, key=lambda one: one.from_at)

    def _need(self) -> None:
        if self.down:
            raise LedgerUnavailable("the fake contact store is down")
