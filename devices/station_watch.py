"""Whether a base station is still there: told when it falls silent or its line is disturbed, and when that is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from alarmd.domain.ports import Clock
from devices.arrival import Arrival
from devices.technical_notes import Matter, TechnicalNotes

DISTURBED_FROM = 10
"""So many pieces of noise or damage with no good word between are told about."""
CALM_FROM = 100
"""So many good ones in a row end it."""


class StationWatch:
    """One station's silence and noise.

    Args:
        silent_s: seconds of silence that are told about; 0 never.
        arrival: makes a message from the station. units: addresses of the units behind it.
    """

    def __init__(
        self,
        silent_s: float,
        clock: Clock,
        notes: TechnicalNotes,
        arrival: Callable[[], Arrival],
        units: Callable[[], list[str]],
    ) -> None:
        self._silent_s, self._clock, self._notes = silent_s, clock, notes
        self._arrival, self._units = arrival, units
        self._heard_s = 0.0
        self._good = self._bad = 0
        self._told: set[Matter] = set()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """The line has opened: silence counts from now."""
        self._heard_s = self._clock.monotonic()
        self._bad = 0
        self.end()
        if self._silent_s > 0:
            self._look_in(self._silent_s)

    def end(self) -> None:
        """The line is shut; whose silence that is the doorkeeper tells."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def heard(self) -> None:
        """The station said something that makes sense."""
        self._heard_s = self._clock.monotonic()
        self._bad = 0
        self._good += 1
        if self._told:
            if Matter.SILENT in self._told:
                self._over(Matter.SILENT)
            if Matter.DISTURBED in self._told and self._good >= CALM_FROM:
                self._over(Matter.DISTURBED)

    def disturbed(self, reason: str) -> None:
        """Something came that makes no sense."""
        self._good = 0
        self._bad += 1
        if self._bad == DISTURBED_FROM:
            self._tell(Matter.DISTURBED, {"problem": reason})

    def _look(self) -> None:
        left_s = self._heard_s + self._silent_s - self._clock.monotonic()
        if left_s <= 0:
            units = self._units()
            # As many addresses as a person reads; all of them stand in the register.
            self._tell(Matter.SILENT, {"silent_s": f"{self._silent_s:g}", "units": ", ".join(units[:50])})
            left_s = self._silent_s
        self._look_in(left_s)

    def _look_in(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def _tell(self, matter: Matter, detail: dict[str, str]) -> None:
        if matter not in self._told:
            self._told.add(matter)
            self._notes.tell(matter, self._arrival(), detail)

    def _over(self, matter: Matter) -> None:
        self._told.discard(matter)
        arrival = self._arrival()
        if self._notes.over(matter, arrival.address):
            self._notes.restore(matter, arrival)
