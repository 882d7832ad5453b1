"""When each open incident is due: a heap on the monotonic clock, so that a step of the wall clock moves nothing."""

from __future__ import annotations

import asyncio
import heapq


class Agenda:
    """Deadlines by incident.

    Attributes:
        bell: rings when something is due earlier than anything before.
    """

    def __init__(self) -> None:
        self._due: dict[int, float] = {}
        self._heap: list[tuple[float, int]] = []
        self.bell = asyncio.Event()

    def __len__(self) -> int:
        return len(self._due)

    def __contains__(self, incident_id: int) -> bool:
        return incident_id in self._due

    def put(self, incident_id: int, due_s: float) -> None:
        """The incident is due at `due_s`, and no longer at any other time."""
        self._due[incident_id] = due_s
        heap = self._heap
        if not heap or due_s < heap[0][0]:
            self.bell.set()
        heapq.heappush(heap, (due_s, incident_id))
        if len(heap) > 1000 + 4 * len(self._due):
            self._heap = [(due, key) for key, due in self._due.items()]
            heapq.heapify(self._heap)

    def remove(self, incident_id: int) -> None:
        """The incident has no deadline any more."""
        self._due.pop(incident_id, None)

    def take_due(self, now_s: float) -> list[int]:
        """Take all incidents off that are due; whoever takes them puts them back with their next deadline."""
        found = []
        heap = self._heap
        while heap and heap[0][0] <= now_s:
            due, incident_id = heapq.heappop(heap)
            if self._due.get(incident_id) == due:
                del self._due[incident_id]
                found.append(incident_id)
        return found

    def next_s(self) -> float | None:
        """When something may be due next; None when nothing is."""
        heap = self._heap
        while heap and self._due.get(heap[0][1]) != heap[0][0]:
            heapq.heappop(heap)
        return heap[0][0] if heap else None
