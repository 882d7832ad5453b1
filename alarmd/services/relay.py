"""Stop 7: commits become numbered feed messages that every console follows at its own pace.

The relay keeps one log of changed rows, newest last, each incident at most once and whole. A console is only a
cursor into it (`Seat`): what it has not seen are the rows behind its cursor. So nothing is queued per console, a
commit costs the same for one console and for fifty, a slow console finds superseded rows merged, and one that
fell off the end of the log gets a snapshot. Rows are encoded once; frames are shared by consoles that stand at the
same number.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Reversible
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

import msgspec

from alarmd.domain.incident import Incident, State
from alarmd.domain.ports import Clock
from alarmd.domain.signal import Lane, Signal
from alarmd.services.publication import Publication
from alarmd.services.receipts import Receipts
from alarmd.services.rows import RowMaker, fold
from alarmd.telemetry import Telemetry
from protocols.console_feed.codec import encode
from protocols.console_feed.messages import Row, VolatileRows

if TYPE_CHECKING:
    from alarmd.services.seat import Seat

PIECE_BYTES = 64 * 1024
"""Upper size of a frame, unless a single commit changed more."""

LOG_ROWS = 4096
"""Changed rows a console may be behind before it is sent back to a snapshot."""

MOST_VOLATILE = 1000
"""Volatile rows shown at once, the most urgent first; the metric counts all."""

_HEAD_BYTES = 256
_PAIR_BYTES = 44
_PAIRS_A_PIECE = 1400
_encode = msgspec.json.encode
T = TypeVar("T")


class _Piece(msgspec.Struct, frozen=True, tag_field="type", tag="snapshot"):
    """`SnapshotPart` on its way out, with rows that are encoded already."""

    number: int
    part: int
    parts: int
    rows: list[msgspec.Raw]
    signals: list[tuple[int, int]]


class _Delta(msgspec.Struct, frozen=True, tag_field="type", tag="changes"):
    """`Changes` on its way out, with rows that are encoded already."""

    previous: int
    number: int
    rows: list[msgspec.Raw]
    signals: list[tuple[int, int]]


class Relay:
    """The feed's hub and the commit loop's `Publisher`: never blocks, never awaits a console.

    Attributes:
        epoch: the store's epoch; numbers compare only within it.
        number: the feed number of the last commit seen.
        receipts: T4 of every signal.
        volatile_version: grows when the volatile rows change.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        telemetry: Telemetry,
        rows: RowMaker,
        epoch: str,
        number: int,
        incidents: Iterable[Incident],
        stamp_painted: Callable[[Iterable[int], datetime], None],
        log_rows: int = LOG_ROWS,
    ) -> None:
        self.epoch = epoch
        self.number = number
        self.receipts = Receipts(clock, telemetry, stamp_painted)
        self.volatile_version = 0
        self.volatile_frame = encode(VolatileRows(rows=[])).decode()
        self.clock = clock
        self._telemetry = telemetry
        self._rows = rows
        self._open: dict[int, tuple[Incident, msgspec.Raw]] = {}
        self._log: OrderedDict[int, tuple[int, msgspec.Raw]] = OrderedDict()
        self._log_rows = log_rows
        self._floor = number
        self._pairs: deque[tuple[int, tuple[int, int]]] = deque(maxlen=2 * log_rows)
        self._frames: dict[int, list[str]] = {}
        self._snapshot: tuple[int, list[str]] | None = None
        self._waiting: dict[int, datetime | None] = {}
        self._ringing: set[int] = set()
        self.seats: set[Seat] = set()
        self._asleep: set[Seat] = set()
        for incident in incidents:
            self._keep(incident, None)

    # ---- what the commit loop says -------------------------------------------------------------------------------

    def publish(self, publication: Publication) -> None:
        """A batch is durable: its incidents' rows are encoded once and every idle console is woken."""
        for signal, incident_id in publication.signals:
            self.receipts.expect(signal, incident_id)
            self._pairs.append((publication.number, (signal.id, incident_id)))
        if publication.number <= self.number:
            return
        if publication.previous > self.number:
            self._telemetry.invariants.labels("feed_gap").inc()
            self._floor = publication.previous
        self.number = publication.number
        for incident in publication.incidents:
            self._log[incident.id] = (self.number, self._keep(incident, publication.durable_at))
            self._log.move_to_end(incident.id)
        while len(self._log) > self._log_rows:
            self._floor = self._log.popitem(last=False)[1][0]
        self._frames.clear()
        self._snapshot = None
        self._wake()

    def volatile(self, signals: tuple[Signal, ...]) -> None:
        """Show signals that could not be stored within 2 s (promise 7); an empty tuple takes the rows away."""
        groups = fold(signals)
        self._telemetry.volatile_rows.set(len(groups))
        rows = [self._rows.volatile(group) for group in groups[:MOST_VOLATILE]]
        frame = encode(VolatileRows(rows=rows)).decode()
        if frame != self.volatile_frame:
            self.volatile_frame = frame
            self.volatile_version += 1
            self._wake()

    def rename(self, names: Mapping[str, str]) -> None:
        """Take new names; rows that show a changed one are made again for the next snapshot or change."""
        changed = self._rows.rename(names)
        if not changed:
            return
        for incident, _ in list(self._open.values()):
            if not changed.isdisjoint((f"tenant:{incident.tenant_id}", incident.owner, incident.responder)):
                self._keep(incident, None)
        self._snapshot = None

    # ---- what consoles ask -----------------------------------------------------------------------------------------

    @property
    def waiting(self) -> int:
        """Open life-safety incidents that nobody has taken."""
        return len(self._ringing)

    @property
    def open_count(self) -> int:
        """Open incidents."""
        return len(self._open)

    def row(self, incident: Incident) -> Row:
        """The row of any incident, for its card."""
        return self._rows.row(incident)

    def name(self, actor: str) -> str:
        """The name of `operator:7` or `responder:3`."""
        return self._rows.name(actor)

    def can_resume(self, epoch: str, number: int) -> bool:
        """True when the log still holds everything after `number` of that epoch."""
        return epoch == self.epoch and self._floor <= number <= self.number

    def changes_after(self, number: int) -> list[str]:
        """Frames with every row changed after `number`, oldest first; each frame moves the number on."""
        frames = self._frames.get(number)
        if frames is None:
            frames = self._frames[number] = self._encode_changes(number)
        return frames

    def snapshot(self) -> list[str]:
        """Frames with all open incidents as of now and the signals that nobody has confirmed yet."""
        if self._snapshot is None or self._snapshot[0] != self.number:
            self._snapshot = (self.number, self._encode_snapshot())
        return self._snapshot[1]

    def fell_behind(self) -> None:
        """A console was too slow for the log and gets a snapshot."""
        self._telemetry.feed_drops.inc()

    def sleep(self, seat: Seat) -> None:
        """The seat has seen everything: ring its bell at the next change."""
        self._asleep.add(seat)

    def leave(self, seat: Seat) -> None:
        """The seat's console is gone."""
        self.seats.discard(seat)
        self._asleep.discard(seat)

    def dismiss_all(self, reason: str, text: str = "") -> None:
        """Say goodbye to every console (a rung of the shutdown ladder)."""
        for seat in list(self.seats):
            seat.dismiss(reason, text)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _keep(self, incident: Incident, at: datetime | None) -> msgspec.Raw:
        if incident.state is not State.WAITING:
            self._waiting.pop(incident.id, None)
        elif incident.id not in self._waiting:
            self._waiting[incident.id] = at if incident.id in self._open else None
        raw = msgspec.Raw(_encode(self._rows.row(incident, self._waiting.get(incident.id))))
        if incident.is_open:
            self._open[incident.id] = (incident, raw)
        else:
            self._open.pop(incident.id, None)
        if incident.id in self._waiting and incident.lane is Lane.LIFE_SAFETY:
            self._ringing.add(incident.id)
        else:
            self._ringing.discard(incident.id)
        return raw

    def _wake(self) -> None:
        asleep, self._asleep = self._asleep, set()
        for seat in asleep:
            seat.ring()

    def _encode_changes(self, number: int) -> list[str]:
        rows = _after(number, self._log.values())
        pairs = _after(number, self._pairs)
        frames: list[str] = []
        previous = number
        pieces = list(_cut(rows)) or [[]]
        for piece in pieces:
            last = self.number if piece is pieces[-1] else piece[-1][0]
            shown = [pair for at, pair in pairs if previous < at <= last]
            frames.append(_encode(_Delta(previous, last, [raw for _, raw in piece], shown)).decode())
            previous = last
        return frames

    def _encode_snapshot(self) -> list[str]:
        pairs = self.receipts.awaited()
        rows = [(number, raw) for number, (_, raw) in enumerate(self._open.values())]
        pieces = [[raw for _, raw in piece] for piece in _cut(rows)] or [[]]
        chunks = [pairs[i : i + _PAIRS_A_PIECE] for i in range(0, len(pairs), _PAIRS_A_PIECE)]
        whole: list[tuple[list[msgspec.Raw], list[tuple[int, int]]]]
        whole = [(piece, []) for piece in pieces] + [([], chunk) for chunk in chunks]
        return [
            _encode(_Piece(self.number, part, len(whole), raws, chunk)).decode()
            for part, (raws, chunk) in enumerate(whole)
        ]


def _after(number: int, log: Reversible[tuple[int, T]]) -> list[tuple[int, T]]:
    """The end of a log that is sorted by number: what came after `number`, oldest first."""
    found = list(takewhile(lambda entry: entry[0] > number, reversed(log)))
    found.reverse()
    return found


def _cut(rows: list[tuple[int, msgspec.Raw]]) -> Iterator[list[tuple[int, msgspec.Raw]]]:
    """Cut numbered rows into frames of at most `PIECE_BYTES`, between numbers only: a commit is never torn."""
    piece: list[tuple[int, msgspec.Raw]] = []
    size = 0
    for number, raw in rows:
        length = len(memoryview(raw)) + _PAIR_BYTES
        if piece and size + length > PIECE_BYTES - _HEAD_BYTES and number != piece[-1][0]:
            yield piece
            piece, size = [], 0
        piece.append((number, raw))
        size += length
    if piece:
        yield piece
