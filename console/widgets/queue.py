"""A lane's queue: paints only the lines on the screen, straight from the board, so thousands of rows cost nothing."""

from __future__ import annotations

from collections.abc import Callable

from textual.strip import Strip
from textual.widget import Widget

from console.board import LIFE_SAFETY, Board, lane_of, waits_since
from console.paint.columns import fit, strip
from console.paint.row import Look, ground, lines
from console.palette import ALARM, GOOD, GROUND, LINE, SOFT, TECHNICAL
from console.texts import _
from console.times import age
from console.words import LANES, word


class QueueList(Widget):
    """One lane with a title line. The chosen row may stand here or in the other lane's list."""

    def __init__(self, board: Board, lane: str, now_ms: Callable[[], int], *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lane = lane
        self.tall = False
        self._board = board
        self._now_ms = now_ms
        self._selected = 0
        self._top = 0

    @property
    def first(self) -> int:
        """Number of the first row on the screen."""
        return self._top

    def rows_shown(self) -> int:
        """How many rows fit below the title."""
        return max(1, (self.size.height - 1) // (2 if self.tall else 1))

    def show(self, selected: int) -> None:
        """Paint again, with this incident chosen and in sight."""
        self._selected = selected
        row = self._board.get(selected)
        shown, count = self.rows_shown(), self._board.length(self.lane)
        if row is not None and lane_of(row) == self.lane and count:
            index = self._board.index(row)
            self._top = min(max(self._top, index - shown + 1), index)
        self._top = max(0, min(self._top, count - shown))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The title, then rows."""
        width = self.size.width
        if y == 0:
            return self._title(width)
        index, part = divmod(y - 1, 2 if self.tall else 1)
        index += self._top
        if index >= self._board.length(self.lane):
            return self._blank(y, width)
        row = self._board.at(self.lane, index)
        look = Look(self._now_ms(), width, self._board.mine(row), row.id == self._selected, self.tall)
        return strip(lines(row, look)[part], width, ground(look))

    def _title(self, width: int) -> Strip:
        board, lane = self._board, self.lane
        color = ALARM if lane == LIFE_SAFETY else TECHNICAL
        waiting, count = board.waiting(lane), board.length(lane)
        facts = [_("{count} waiting").format(count=waiting)] if waiting else []
        if count > waiting:
            facts.append(_("{count} under way").format(count=count - waiting))
        if waiting and lane == LIFE_SAFETY:
            oldest = min(waits_since(board.at(lane, index)) for index in range(min(waiting, 200)))
            facts.append(_("oldest {age}").format(age=age(self._now_ms() - oldest)))
        below = count - self._top - self.rows_shown()
        hidden = "".join([f" ↑{self._top}" if self._top else "", f" ↓{below}" if below > 0 else ""])
        name, text = f" {word(LANES, lane).upper()} ", f" {' · '.join(facts)} "
        rule = max(0, width - len(name) - len(text) - len(hidden) - 3)
        pieces = [("─", LINE), (name, f"bold {color}"), ("─", LINE), (text, SOFT), ("─" * rule, LINE)]
        return strip([*pieces, (hidden, f"bold {color}"), ("─", LINE)], width, GROUND)

    def _blank(self, y: int, width: int) -> Strip:
        if y == 1 and not self._board.length(self.lane):
            text = _("No alarm is waiting.") if self.lane == LIFE_SAFETY else _("No technical faults.")
            return strip([("  ✓ ", GOOD), (fit(text, width - 4), SOFT)], width, GROUND)
        return strip([], width, GROUND)
