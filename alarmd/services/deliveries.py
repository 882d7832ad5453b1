"""What became of notices after they were handed over: delivery reports make them delivered in the timeline.

Reports come seconds to hours later and mostly not at all, so nothing waits for them. What was sent before a restart is
not known any more: its report is counted and says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from alarmd.domain.commands import Delivered, Undelivered
from alarmd.domain.ports import Notice, NoticeState
from alarmd.services.desk import Desk
from alarmd.telemetry import Telemetry

Kept = TypeVar("Kept")

MOST_OPEN = 10_000
"""Messages whose reports are waited for; the oldest is given up first."""


class Deliveries:
    """Joins reports to notices.

    Args:
        save: lets a notice's new state ride with the next commit. refused: hears of a notice that did not arrive.
    """

    def __init__(
        self, desk: Desk, telemetry: Telemetry, save: Callable[[Notice], None], refused: Callable[[Notice], None]
    ) -> None:
        self._desk = desk
        self._telemetry = telemetry
        self._save = save
        self._refused = refused
        self._open: dict[str, Notice] = {}
        self._early: dict[str, bool] = {}

    def handed_over(self, notice: Notice, handle: str) -> None:
        """A channel took the notice; its report, if one comes, will name `handle`. It may have come already."""
        _keep(self._open, handle, notice)
        if handle in self._early:
            self.reported(handle, self._early.pop(handle))

    def reported(self, handle: str, delivered: bool) -> None:
        """The fate of a message: it stands in the timeline, and one that was given up goes to the next channel."""
        notice = self._open.pop(handle, None)
        if notice is None:
            _keep(self._early, handle, delivered)
            return
        state = NoticeState.DELIVERED if delivered else NoticeState.UNDELIVERED
        self._telemetry.notices.labels(state.value).inc()
        self._save(replace(notice, state=state, next_at=None))
        kind = Delivered if delivered else Undelivered
        responder = f"responder:{notice.responder_id}"
        self._desk.by_clock(kind(notice.incident_id, "alarmd", responder), lambda incident: incident.is_open)
        if not delivered:
            self._refused(notice)


def _keep(kept: dict[str, Kept], handle: str, what: Kept) -> None:
    kept[handle] = what
    if len(kept) > MOST_OPEN:
        del kept[next(iter(kept))]
