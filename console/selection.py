"""Which incident is chosen. It never moves under the operator's finger: what was chosen by hand stays chosen."""

from __future__ import annotations

from console.board import LANES, Board, lane_of
from protocols.console_feed.messages import Row


class Selection:
    """Follows the most urgent waiting incident until the operator chooses one."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.incident = 0
        self.by_hand = False

    @property
    def row(self) -> Row | None:
        """The chosen row, as it stands now."""
        return self._board.get(self.incident)

    def choose(self, incident: int) -> None:
        """The operator chose this one."""
        self.incident, self.by_hand = incident, True

    def let_go(self) -> None:
        """Follow the most urgent one again, from the next one on."""
        self.by_hand = False
        self.incident = 0
        self.settle()

    def settle(self) -> None:
        """After a change: keep what was chosen by hand, else go to what has to be taken next."""
        if self.by_hand and self.row is not None:
            return
        self.by_hand = False
        row = self._board.next_waiting() or self._mine() or self._any()
        self.incident = row.id if row is not None else 0

    def move(self, step: int) -> None:
        """Up or down, over the border between the lanes."""
        if not len(self._board):
            return
        row, before = self.row, 0
        if row is not None:
            before = self._board.index(row) + (self._board.length(LANES[0]) if lane_of(row) != LANES[0] else 0)
        place = max(0, min(len(self._board) - 1, before + step))
        first = self._board.length(LANES[0])
        at = self._board.at(LANES[0], place) if place < first else self._board.at(LANES[1], place - first)
        self.choose(at.id)

    def jump(self) -> None:
        """To the top of the other lane, if anything stands there."""
        row = self.row
        other = next((lane for lane in LANES if row is None or lane != lane_of(row)), LANES[0])
        if self._board.length(other):
            self.choose(self._board.at(other, 0).id)

    def next_to_take(self) -> Row | None:
        """The most urgent waiting row that can be taken (a volatile one cannot, yet)."""
        for lane in LANES:
            for index in range(self._board.waiting(lane)):
                row = self._board.at(lane, index)
                if not row.volatile:
                    return row
        return None

    def _mine(self) -> Row | None:
        return next((row for lane in LANES for row in self._board.queue(lane) if self._board.mine(row)), None)

    def _any(self) -> Row | None:
        return next((self._board.at(lane, 0) for lane in LANES if self._board.length(lane)), None)
