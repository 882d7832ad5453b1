"""The bottom line: the keys that do something now, in words."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual.widget import Widget

from console.palette import MINE, SOFT, SURFACE, TEXT
from console.permits import may
from console.texts import N_, _
from protocols.console_feed.messages import Row


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what it is called on the bar, what it does, and in the longer words of the help page."""

    key: str
    shown: str
    action: str
    label: str
    help: str
    on_row: bool = False


KEYS = (
    Key("enter", "⏎", "claim", N_("Take"), N_("take the chosen incident, or open its card"), on_row=True),
    Key("space", "␣", "claim_next", N_("Next"), N_("take the most urgent waiting incident")),
    Key("l", "l", "dispatch", N_("Call out"), N_("call the on-call team out"), on_row=True),
    Key("n", "n", "note", N_("Write"), N_("write a note in the timeline"), on_row=True),
    Key("a", "a", "close", N_("Close"), N_("close with an outcome"), on_row=True),
    Key("u", "u", "accept", N_("Accepted by"), N_("note who has accepted the mission"), on_row=True),
    Key("p", "p", "arrive", N_("On site"), N_("note that help is on site"), on_row=True),
    Key("b", "b", "hand_back", N_("Hand back"), N_("give the incident back to the queue"), on_row=True),
    Key("t", "t", "take_over", N_("Take over"), N_("take over from a colleague, with a reason"), on_row=True),
    Key("k", "k", "tie", N_("Tie"), N_("tie the incident to a person"), on_row=True),
    Key(
        "x", "x", "untie", N_("Untie"), N_("an unknown unit's next presses are not this person's any more"), on_row=True
    ),
    Key("r", "r", "calls", N_("Call-round"), N_("in an outage: call those who are without contact"), on_row=True),
    Key("slash", "/", "search", N_("Search"), N_("search a person or a unit")),
    Key("o", "o", "open", N_("Open"), N_("open an incident by hand")),
    Key("e", "e", "units", N_("Units"), N_("the units board, silent ones first")),
    Key("m", "m", "mute", N_("Sound off"), N_("sound off for at most a minute; again: on")),
    Key("question_mark", "?", "help", N_("Help"), N_("this page")),
    Key("q", "q", "leave", N_("Quit"), N_("log out and quit")),
)
MOVES = (
    ("↑ ↓", N_("choose another incident")),
    ("Tab", N_("jump between alarms and technical faults")),
    ("Home", N_("back to the most urgent")),
    ("PgUp PgDn", N_("scroll the card")),
    ("Esc", N_("back to the queue; close a dialog")),
)


def bar(row: Row | None, *, mine: bool, width: int) -> Text:
    """The keys that can be used now, the most important first, as many as fit."""
    text = Text(no_wrap=True)
    always = sum(_width(key, _(key.label)) for key in KEYS if key.action in _ALWAYS)
    for key in KEYS:
        opens = key.action == "claim" and row is not None and not may("claim", row, mine=mine)
        if key.on_row and not opens and not _offered(key.action, row, mine=mine):
            continue
        label = _("Card") if opens else _(key.label)
        reserved = 0 if key.action in _ALWAYS else always
        if text.cell_len + _width(key, label) + reserved <= width:
            text.append(f" {key.shown} ", f"bold {MINE}").append(f"{label} ", TEXT if key.on_row else SOFT)
    return text


_ON_THE_WAY = frozenset({"accept", "arrive"})
_ALWAYS = frozenset({"help", "leave"})


def _offered(action: str, row: Row | None, *, mine: bool) -> bool:
    """Whether the bar shows it: what is possible, and of the team's steps only when the team is called out."""
    early = row is not None and row.state == "claimed" and action in _ON_THE_WAY
    return may(action, row, mine=mine) and not early


def _width(key: Key, label: str) -> int:
    return len(key.shown) + len(label) + 3


class KeyBar(Widget):
    """Follows the chosen incident."""

    def __init__(self) -> None:
        super().__init__()
        self._row: Row | None = None
        self._mine = False

    def show(self, row: Row | None, *, mine: bool) -> None:
        """Paint the keys for this row."""
        if (row, mine) != (self._row, self._mine):
            self._row, self._mine = row, mine
            self.refresh()

    def render(self) -> Text:
        """The bar at the present width."""
        text = bar(self._row, mine=self._mine, width=self.size.width)
        text.stylize_before(f"on {SURFACE}")
        return text
