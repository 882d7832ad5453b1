"""When a fleet beats and presses: seeded, spread, and without a clock of its own."""

from __future__ import annotations

from array import array
from random import Random


class BeatSchedule:
    """Every unit beats once per interval, the units spread evenly over it, each a little off its even place.

    The interval is cut in as many slots as there are units; a seeded shuffle gives each unit a slot, and a
    seeded draw its place in the slot. A unit keeps its place, so its beats are exactly one interval apart.
    The cost of a beat is constant, however many units there are.
    """

    def __init__(self, units: int, interval_s: float, seed: int) -> None:
        if units < 1 or interval_s <= 0:
            raise ValueError("a fleet has at least one unit and an interval above 0 s")
        random = Random(seed)
        order = list(range(units))
        random.shuffle(order)
        slot = interval_s / units
        self._units = array("I", order)
        self._offsets = array("d", ((index + random.random()) * slot for index in range(units)))
        self._interval = interval_s
        self._round = 0.0
        self._next = 0

    def due(self, now_s: float) -> list[int]:
        """The units whose beats fell due up to `now_s` (seconds since the start), in order; each beat once."""
        found: list[int] = []
        while self._round + self._offsets[self._next] <= now_s:
            found.append(self._units[self._next])
            self._next += 1
            if self._next == len(self._units):
                self._next = 0
                self._round += self._interval
        return found


class PressSchedule:
    """Presses come when they come: independent of each other, at a mean rate over the whole fleet."""

    def __init__(self, units: int, per_minute: float, seed: int) -> None:
        if per_minute < 0:
            raise ValueError("presses per minute: 0 or more")
        self._random = Random(seed)
        self._units = units
        self._rate = per_minute / 60
        self._next_s = self._random.expovariate(self._rate) if self._rate else float("inf")

    def due(self, now_s: float) -> list[int]:
        """The units that pressed up to `now_s` (seconds since the start)."""
        found: list[int] = []
        while self._next_s <= now_s:
            found.append(self._random.randrange(self._units))
            self._next_s += self._random.expovariate(self._rate)
        return found
