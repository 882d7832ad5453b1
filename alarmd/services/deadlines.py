"""Last contact, usual interval and next look of every unit in flat arrays: 27 bytes a unit (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

NEVER = float("-inf")
FOREVER = float("inf")

_FIRST_ROOM = 1024
_STEP = np.float32(1.1)
"""How far one gap moves the usual interval."""
_LONGEST_GAP_S = 1e8


class Deadlines:
    """What is known of the unit in each slot; a slot number is stable while its unit exists.

    It proposes and never decides: `due` names the slots whose time has come, `heard` those that beat while they were
    not believed healthy. All times are seconds on the monotonic clock.
    """

    def __init__(self, healthy: int = 1) -> None:
        """`healthy` is the state number (0–255) whose beats need no decision."""
        self._healthy = healthy
        self._used = 0
        self._free: list[int] = []
        self.heard: set[int] = set()
        self._make(_FIRST_ROOM)

    def _make(self, room: int) -> None:
        self.last: npt.NDArray[np.float64] = np.full(room, NEVER)
        self._due: npt.NDArray[np.float64] = np.full(room, FOREVER)
        self._late_after: npt.NDArray[np.float32] = np.full(room, FOREVER, dtype=np.float32)
        self.state: npt.NDArray[np.uint8] = np.zeros(room, dtype=np.uint8)
        self.good: npt.NDArray[np.uint8] = np.zeros(room, dtype=np.uint8)
        self.node: npt.NDArray[np.uint8] = np.zeros(room, dtype=np.uint8)
        self.usual: npt.NDArray[np.float32] = np.zeros(room, dtype=np.float32)

    def __len__(self) -> int:
        return self._used - len(self._free)

    @property
    def bytes_per_slot(self) -> int:
        """What one unit costs, its id apart."""
        arrays = (self.last, self._due, self._late_after, self.state, self.good, self.node, self.usual)
        return int(sum(array.itemsize for array in arrays))

    def add(self, late_after_s: float) -> int:
        """Take a slot for a unit that has not been heard; `late_after_s` is infinite when it is not supervised."""
        if self._free:
            slot = self._free.pop()
        else:
            slot = self._used
            if slot == len(self.last):
                self._grow()
            self._used += 1
        self.last[slot], self._due[slot] = NEVER, FOREVER
        self.state[slot] = self.good[slot] = 0
        self.usual[slot] = 0.0
        self._late_after[slot] = late_after_s
        return slot

    def remove(self, slot: int) -> None:
        """The unit is gone."""
        self._due[slot] = FOREVER
        self.last[slot] = NEVER
        self.state[slot] = 0
        self.heard.discard(slot)
        self._free.append(slot)

    def expect_within(self, slot: int, late_after_s: float) -> None:
        """The unit's profile has changed."""
        self._late_after[slot] = late_after_s
        self._due[slot] = self.last[slot] + late_after_s if self.last[slot] > NEVER else FOREVER

    def beat(self, slot: int, now_s: float, node: int = 0) -> None:
        """The unit was heard by a node (0–15)."""
        self._learn(slot, now_s - self.last[slot])
        self.last[slot] = now_s
        self.node[slot] = node
        self._due[slot] = now_s + self._late_after[slot]
        if self.state[slot] != self._healthy:
            self.heard.add(slot)

    def _learn(self, slot: int, gap_s: float) -> None:
        """Let the usual interval follow the median of the gaps: presses and outages between do not move it far."""
        usual = self.usual[slot]
        if not usual:
            self.usual[slot] = gap_s if gap_s < _LONGEST_GAP_S else 0.0
        else:
            self.usual[slot] = usual * _STEP if gap_s > usual else usual / _STEP

    def look_at(self, slot: int, at_s: float) -> None:
        """Propose the slot again at `at_s`."""
        self._due[slot] = at_s

    def due(self, now_s: float) -> list[int]:
        """Slots whose time has come, in no particular order of urgency."""
        found: list[int] = np.flatnonzero(self._due[: self._used] <= now_s).tolist()
        return found

    def heard_since(self, since_s: float, node: int = 0) -> list[int]:
        """Slots whose last contact was with this node, at `since_s` or later."""
        since = (self.last[: self._used] >= since_s) & (self.node[: self._used] == node)
        found: list[int] = np.flatnonzero(since).tolist()
        return found

    def begin_anew(self) -> None:
        """Whoever was ever heard is believed healthy, and is looked at when its silence has lasted long enough."""
        heard = self.last > NEVER
        self.state[:] = np.where(heard, self._healthy, 0)
        self.good[:] = 0
        self._due[:] = FOREVER
        self._due[heard] = self.last[heard] + self._late_after[heard]
        self.heard.clear()

    def in_state(self, state: int) -> list[int]:
        """Slots in a state, the longest silent first."""
        slots = np.flatnonzero(self.state[: self._used] == state)
        found: list[int] = slots[np.argsort(self.last[slots], kind="stable")].tolist()
        return found

    def count(self, states: Sequence[int]) -> list[int]:
        """How many units are in each of the states, free slots apart."""
        counts = np.bincount(self.state[: self._used], minlength=max(states) + 1)
        counts[0] -= len(self._free)
        return [int(counts[state]) for state in states]

    def _grow(self) -> None:
        room = len(self.last)
        last, due, late_after = self.last, self._due, self._late_after
        state, good, node, usual = self.state, self.good, self.node, self.usual
        self._make(2 * room)
        self.last[:room], self._due[:room], self._late_after[:room] = last, due, late_after
        self.state[:room], self.good[:room], self.node[:room], self.usual[:room] = state, good, node, usual
