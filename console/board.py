"""The board: all open incidents as the feed tells them, in the order operators work. Pure: no clock, no screen.

Rows are whole and numbered, so the board is the same whatever way they came: as a snapshot, as changes, twice, or
after a break. What follows from a message (rows to paint, sounds, receipts) is returned as a `Change`.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from protocols.console_feed.messages import Changes, FromDaemon, Ping, Row, SnapshotPart, VolatileRows, Welcome

LIFE_SAFETY = "life_safety"
TECHNICAL = "technical"
LANES = (LIFE_SAFETY, TECHNICAL)
WAITING = "waiting"
CLOSED = "closed"

_Key = tuple[bool, bool, bool, int, int, int]


@dataclass(frozen=True, slots=True)
class Ring:
    """Something to be heard now. why: `new`, `press` (a further one), `returned`."""

    lane: str
    incident: int
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a message did.

    Attributes:
        rows: rows that are new or look different; removed: rows that left the board, as they last looked.
        touched: incidents that were told of, even if their rows look the same (a note was written).
        rings: sounds to make at once. confirm: signals to confirm as soon as `rows` are painted.
        whole: a snapshot replaced everything. gap: changes are missing, the feed has to be resumed.
    """

    rows: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    touched: tuple[int, ...] = ()
    rings: tuple[Ring, ...] = ()
    confirm: tuple[int, ...] = ()
    whole: bool = False
    gap: bool = False


NOTHING = Change()


def lane_of(row: Row) -> str:
    """The queue a row stands in; a lane we do not know is shown among the life-safety ones."""
    return TECHNICAL if row.lane == TECHNICAL else LIFE_SAFETY


def waits_since(row: Row) -> int:
    """When the row began to wait, milliseconds."""
    return row.waiting_since_ms or row.opened_ms


def order(row: Row, operator: str = "") -> _Key:
    """Waiting before taken, returned on top, of the taken one's own, then priority, then longest waiting (IN-1)."""
    waiting = row.state == WAITING
    mine = bool(operator) and row.owner == operator
    return (not waiting, not (waiting and row.returned), not mine, -row.priority, waits_since(row), row.id)


class Board:
    """All open incidents, kept up to date by `apply`."""

    def __init__(self) -> None:
        self.epoch = ""
        self.number = -1
        self.operator = ""
        self.operator_name = ""
        self.outcomes: tuple[str, ...] = ()
        self._stored: dict[int, Row] = {}
        self._volatile: dict[int, Row] = {}
        self._volatile_old = False
        self._shown: dict[int, Row] = {}
        self._queues: dict[str, list[_Key]] = {lane: [] for lane in LANES}
        self._expecting = False
        self._parts: dict[int, SnapshotPart] = {}
        self._held: list[Changes] = []

    # ---- reading ----

    def __len__(self) -> int:
        return len(self._shown)

    def get(self, incident: int) -> Row | None:
        """The row of an incident, if it is open."""
        return self._shown.get(incident)

    def length(self, lane: str) -> int:
        """How many rows stand in a lane."""
        return len(self._queues[lane])

    def at(self, lane: str, index: int) -> Row:
        """The row at a place of the queue, 0 on top."""
        return self._shown[self._queues[lane][index][-1]]

    def index(self, row: Row) -> int:
        """Where a row of this board stands in its queue."""
        return bisect_left(self._queues[lane_of(row)], order(row, self.operator))

    def queue(self, lane: str) -> list[Row]:
        """A lane's rows in order."""
        return [self._shown[key[-1]] for key in self._queues[lane]]

    def waiting(self, lane: str) -> int:
        """How many rows of a lane wait for an operator."""
        return bisect_left(self._queues[lane], (True,))

    def next_waiting(self) -> Row | None:
        """The incident that has to be taken next."""
        for lane in LANES:
            if self.waiting(lane):
                return self.at(lane, 0)
        return None

    def mine(self, row: Row) -> bool:
        """Whether this console's operator has it."""
        return bool(row.owner) and row.owner == self.operator

    # ---- writing ----

    def apply(self, message: FromDaemon) -> Change:
        """Take in a message of the daemon and say what followed from it."""
        match message:
            case Welcome():
                return self._welcome(message)
            case SnapshotPart():
                return self._snapshot(message)
            case Changes():
                return self._changes(message)
            case VolatileRows():
                return self._set_volatile(message.rows)
            case Ping() if self._volatile_old:
                return self._set_volatile([])
            case _:
                return NOTHING

    def cut(self) -> None:
        """The connection is gone: forget what was half told. The rows stay, the screen says that they are old."""
        self._parts.clear()
        self._held.clear()

    def forget(self) -> None:
        """Trust no number any more: the next hello asks for a snapshot."""
        self.number = -1

    def _welcome(self, message: Welcome) -> Change:
        self.cut()
        self.operator, self.operator_name = message.operator, message.operator_name
        for queue in self._queues.values():
            queue[:] = sorted(order(self._shown[key[-1]], self.operator) for key in queue)
        self.outcomes = tuple(message.outcomes)
        self._volatile_old = bool(self._volatile)
        known = message.epoch == self.epoch and self.number >= 0
        if message.epoch != self.epoch:
            self.epoch, self.number = message.epoch, -1
        self._expecting = message.snapshot
        return Change(gap=not message.snapshot and not known)

    def _snapshot(self, part: SnapshotPart) -> Change:
        first = next(iter(self._parts.values()), None)
        if first is not None and (first.number, first.parts) != (part.number, part.parts):
            if part.number < first.number:
                return NOTHING
            self._parts.clear()
        self._parts[part.part] = part
        if len(self._parts) < part.parts:
            return NOTHING
        parts = [self._parts[index] for index in sorted(self._parts)]
        held = list(self._held)
        stale = part.number < self.number and not self._expecting
        self.cut()
        changes = [] if stale else [self._replace(parts)]
        self._expecting = False
        changes += [self._changes(message) for message in held]
        return _joined(changes)

    def _replace(self, parts: list[SnapshotPart]) -> Change:
        rows = {row.id: row for part in parts for row in part.rows if row.state != CLOSED}
        gone = [incident for incident in self._stored if incident not in rows]
        before = dict(self._shown)
        self._stored = rows
        self.number = parts[0].number
        confirm = tuple(signal for part in parts for signal, _ in part.signals)
        change = self._settle([*rows, *gone, *self._volatile], before)
        return replace(change, confirm=confirm, whole=True)

    def _changes(self, message: Changes) -> Change:
        if self._expecting or self._parts:
            self._held.append(message)
            return NOTHING
        if message.number <= self.number:
            return NOTHING
        if message.previous > self.number:
            return Change(gap=True)
        self.number = message.number
        touched = [row.id for row in message.rows]
        before = {incident: self._shown[incident] for incident in touched if incident in self._shown}
        for row in message.rows:
            if row.state == CLOSED:
                self._stored.pop(row.id, None)
            else:
                self._stored[row.id] = row
        before.update((i, self._shown[i]) for i in self._volatile if i in self._shown)
        change = self._settle([*touched, *self._volatile], before)
        closed = {row.id: row for row in message.rows if row.state == CLOSED}
        removed = tuple(closed.get(row.id, row) for row in change.removed)
        return replace(change, removed=removed, confirm=tuple(signal for signal, _ in message.signals))

    def _set_volatile(self, rows: list[Row]) -> Change:
        self._volatile_old = False
        touched = set(self._volatile)
        before = {incident: self._shown[incident] for incident in touched if incident in self._shown}
        self._volatile = _folded(rows)
        touched |= set(self._volatile)
        before.update((i, self._shown[i]) for i in self._volatile if i in self._shown)
        return self._settle(list(touched), before)

    def _settle(self, touched: list[int], before: dict[int, Row]) -> Change:
        """Put the touched rows where they belong now and compare with how they looked."""
        stored_units = {_unit(row): row for row in self._stored.values()} if self._volatile else {}
        rows, removed, rings = [], [], []
        for incident in dict.fromkeys(touched):
            old, new = before.get(incident), self._look(incident, stored_units)
            self._place(incident, new)
            if new is None:
                removed += [old] if old is not None else []
            elif new != old:
                rows.append(new)
                rings += _rings(old, new)
        return Change(tuple(rows), tuple(removed), tuple(dict.fromkeys(touched)), tuple(rings))

    def _look(self, incident: int, stored_units: dict[tuple[str, str, str], Row]) -> Row | None:
        """The row to show: a volatile one until the store has it."""
        row = self._volatile.get(incident)
        if row is None:
            return self._stored.get(incident)
        stored = stored_units.get(_unit(row)) if row.unit else None
        if stored is not None and stored.last_ms >= row.last_ms:
            return self._stored.get(incident)
        return row

    def _place(self, incident: int, new: Row | None) -> None:
        old = self._shown.pop(incident, None)
        if old is not None:
            queue = self._queues[lane_of(old)]
            del queue[bisect_left(queue, order(old, self.operator))]
        if new is not None:
            self._shown[incident] = new
            insort(self._queues[lane_of(new)], order(new, self.operator))


def _unit(row: Row) -> tuple[str, str, str]:
    return (row.tenant, row.unit, lane_of(row))


def _folded(rows: list[Row]) -> dict[int, Row]:
    """Volatile rows by id, one for each unit: a flood while the store is away must not fill the board."""
    folded: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = _unit(row) if row.unit else (row.id,)
        have = folded.get(key)
        if have is None:
            folded[key] = msgspec.structs.replace(row, volatile=True)
        elif have.id != row.id:
            folded[key] = msgspec.structs.replace(
                have,
                presses=have.presses + row.presses,
                signals=have.signals + row.signals,
                priority=max(have.priority, row.priority),
                last_ms=max(have.last_ms, row.last_ms),
            )
    return {row.id: row for row in folded.values()}


def _rings(old: Row | None, new: Row) -> list[Ring]:
    why = ""
    if old is None:
        why = "new" if new.state == WAITING else ""
    elif new.presses > old.presses:
        why = "press"
    elif new.state == WAITING and (old.state != WAITING or (new.returned and not old.returned)):
        why = "returned"
    return [Ring(lane_of(new), new.id, why)] if why else []


def _joined(changes: list[Change]) -> Change:
    """Several changes as one; a row that changed twice is told as it stands last."""
    rows: dict[int, Row] = {}
    removed: dict[int, Row] = {}
    for change in changes:
        for row in change.rows:
            rows[row.id] = row
            removed.pop(row.id, None)
        for row in change.removed:
            removed[row.id] = row
            rows.pop(row.id, None)
    return Change(
        tuple(rows.values()),
        tuple(removed.values()),
        tuple(dict.fromkeys(incident for change in changes for incident in change.touched)),
        tuple(dict.fromkeys(ring for change in changes for ring in change.rings)),
        tuple(dict.fromkeys(signal for change in changes for signal in change.confirm)),
        whole=any(change.whole for change in changes),
        gap=any(change.gap for change in changes),
    )
