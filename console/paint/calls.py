"""The call-round of an outage: in short on its card, and line by line on a page of its own."""

from __future__ import annotations

from datetime import tzinfo

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from console.call_round import ANSWERED, NEEDS_VISIT, NO_ANSWER
from console.paint.columns import Piece, fit
from console.palette import ALARM, AMBER, GOOD, MINE, SOFT, TEXT
from console.texts import _
from console.times import age, moment
from console.words import CALL_RESULTS, word
from protocols.console_feed.messages import CallLine, Calls

_SIGNS = {ANSWERED: ("✓", GOOD), NO_ANSWER: ("∅", AMBER), NEEDS_VISIT: ("!", ALARM)}
HIGH = 7
"""From this risk on the figure stands out."""


def counts(calls: Calls) -> str:
    """How the round stands, in one line."""
    text = _("{lost} without contact, {called} of them called, {back} in contact again")
    return text.format(lost=calls.lost, called=calls.called, back=calls.back)


def summary(calls: Calls) -> list[RenderableType]:
    """For the card: the figures, and who is to be called first."""
    parts: list[RenderableType] = [Text(counts(calls), f"bold {TEXT}")]
    if not calls.lines:
        text = _("Everybody on the list has been called.") if calls.lost else _("All units are back.")
        return [*parts, Text(text, GOOD)]
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(no_wrap=True)
    for line in calls.lines:
        who = Text(line.names or line.unit, TEXT).append(f"\n{line.where}" if line.where else "", SOFT)
        grid.add_row(Text(str(line.risk), _risk_style(line)), who, Text(line.phone, f"bold {GOOD}"))
    more = calls.lost - calls.called - len(calls.lines)
    left = _("… and {count} more. ").format(count=more) if more > 0 else ""
    return [*parts, grid, Text(left + _("r opens the call-round."), MINE)]


def heading(width: int) -> list[Piece]:
    """The columns' names."""
    names, phone, where, said = _widths(width)
    columns = (
        (_("Household"), names), (_("Phone"), phone), (_("Where"), where), (_("Result"), said),
    )  # fmt: skip
    return [("  R   ", SOFT), (" ".join(fit(name, cells) for name, cells in columns if cells), f"bold {SOFT}")]


def pieces(line: CallLine, *, width: int, now_ms: int, zone: tzinfo, chosen: bool) -> list[Piece]:
    """Risk, sign, household, phone, where, and what came of the call or how long the unit has been silent."""
    names, phone, where, said = _widths(width)
    sign, color = _SIGNS.get(line.result, ("☐", SOFT))
    if line.result:
        by = " ".join(part for part in (moment(line.called_ms, now_ms, zone), line.called_by) if part)
        result = f"{word(CALL_RESULTS, line.result)} {by}"
    else:
        result = _("silent {time}").format(time=age(now_ms - line.lost_ms))
    return [
        ("▶ " if chosen else "  ", MINE),
        (f"{line.risk} ", _risk_style(line)),
        (f"{sign} ", f"bold {color}"),
        (fit(line.names or line.unit, names) + " ", f"bold {TEXT}" if not line.result else SOFT),
        (fit(line.phone, phone) + " ", f"bold {GOOD}" if not line.result else SOFT),
        (fit(line.where, where) + (" " if where else ""), SOFT),
        (fit(result, said), color if line.result else SOFT),
    ]


def _risk_style(line: CallLine) -> str:
    return f"bold {ALARM}" if line.risk >= HIGH else f"bold {SOFT}"


def _widths(width: int) -> tuple[int, int, int, int]:
    """Cells for names, phone, where and result; where only on a wide page."""
    free = width - 6
    if free < 96:
        return max(12, free - 42), 18, 0, 22
    return (free - 58) // 2, 22, free - 58 - (free - 58) // 2, 33
