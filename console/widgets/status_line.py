"""The top line: who works here, what waits, whether the line to the centre holds, and the time. On every screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from rich.text import Text
from textual.widget import Widget

from console.board import LIFE_SAFETY, Board, waits_since
from console.link import Link, LinkState
from console.palette import ALARM_GROUND, AMBER, FAINT, GOOD, LATE_GROUND, PANEL, SOFT, TEXT
from console.texts import _
from console.times import age, clock


@dataclass(frozen=True, slots=True)
class Status:
    """What the line shows; `now_s` is monotonic and counts how long the link has been silent."""

    now_ms: int
    now_s: float
    muted_left_s: float = 0.0


def lamp(link: Link, now_s: float) -> tuple[str, str]:
    """The link lamp's text and style: a sign and words, so that the colour is not needed."""
    silent_s = now_s - link.heard_s
    alert = f"bold {TEXT} on {LATE_GROUND}"
    if link.state is LinkState.REFUSED:
        return " ✖ " + _("NOT LOGGED IN") + " ", alert
    if link.old(now_s):
        return " ✖ " + _("NO CONTACT {age}").format(age=age(int(silent_s * 1000))) + " ", alert
    if link.state is not LinkState.UP:
        return " ◌ " + _("connecting …") + " ", f"bold {AMBER}"
    text = _("Link {ms} ms").format(ms=round(link.shown_p99_ms))
    return (f" ▲ {text} ", f"bold {AMBER}") if link.degraded else (f" ● {text} ", GOOD)


def line(board: Board, link: Link, status: Status, zone: tzinfo, width: int) -> Text:
    """The whole line, at most `width` cells; what matters least is left out first."""
    left = Text(" alarmd ", f"bold {TEXT}").append(f"│ {board.operator_name} " if board.operator_name else "│ ", SOFT)
    waiting = board.waiting(LIFE_SAFETY)
    if waiting:
        oldest = min(waits_since(board.at(LIFE_SAFETY, index)) for index in range(min(waiting, 200)))
        text = _("{count} WAITING").format(count=waiting)
        left.append(f" ◆ {text}  {age(status.now_ms - oldest)} ", f"bold {TEXT} on {ALARM_GROUND}")
    ends = [Text(f" {clock(status.now_ms, zone)} ", f"bold {TEXT}"), Text(*lamp(link, status.now_s))]
    if status.muted_left_s > 0:
        left_text = _("SOUND OFF {age}").format(age=age(int(status.muted_left_s * 1000)))
        ends.append(Text(f" ♪ {left_text} ", f"bold {AMBER}"))
    if link.units:
        silent = _("{units} units, {silent} silent").format(units=link.units, silent=link.silent)
        ends.append(Text(f" {silent} ", SOFT if not link.silent else AMBER))
    while len(ends) > 2 and left.cell_len + sum(end.cell_len for end in ends) > width:
        ends.pop()
    right = Text("│", FAINT).join(reversed(ends))
    left.truncate(max(0, width - right.cell_len))
    return left.append(" " * max(0, width - left.cell_len - right.cell_len)).append(right)


class StatusLine(Widget):
    """Painted anew each second and with each change."""

    def __init__(self, board: Board, zone: tzinfo) -> None:
        super().__init__()
        self._board = board
        self._zone = zone
        self._link = Link()
        self._status = Status(0, 0.0)

    def show(self, link: Link, status: Status) -> None:
        """Paint this."""
        self._link, self._status = link, status
        self.refresh()

    def render(self) -> Text:
        """The line at the present width."""
        text = line(self._board, self._link, self._status, self._zone, self.size.width)
        text.stylize_before(f"on {PANEL}")
        return text
