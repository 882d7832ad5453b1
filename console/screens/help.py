"""The help page: every key, every sign."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from console.palette import ALARM, AMBER, LATE_GROUND, MINE, SOFT, STATE_SYMBOLS, SYMBOLS, TEXT
from console.screens.dialog import Dialog
from console.texts import _
from console.widgets.key_bar import KEYS, MOVES
from console.words import KINDS, STATES, word


def keys() -> Table:
    """Keys and what they do."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style=f"bold {MINE}")
    grid.add_column(style=TEXT)
    for key in KEYS:
        grid.add_row({"enter": "Enter", "space": _("Space")}.get(key.key, key.shown), _(key.help))
    for shown, text in MOVES:
        grid.add_row(shown, _(text))
    return grid


def signs() -> Table:
    """Signs and colours, which always come with a word."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(style=TEXT)
    for kind, sign in SYMBOLS.items():
        grid.add_row(Text(sign, ALARM), word(KINDS, kind))
    for state, sign in STATE_SYMBOLS.items():
        grid.add_row(Text(sign, SOFT), word(STATES, state))
    grid.add_row(Text("0:31 !", f"bold {AMBER}"), _("waited longer than 30 s"))
    grid.add_row(Text("1:00 ‼", f"bold {TEXT} on {LATE_GROUND}"), _("waited longer than a minute"))
    grid.add_row(
        Text(_("NOT STORED"), f"bold {TEXT} on {LATE_GROUND}"), _("the centre cannot save: act, and note on paper")
    )
    grid.add_row(Text(_("NEW PRESS"), f"bold {ALARM}"), _("pressed again after ten minutes or more"))
    grid.add_row(Text(_("RETURNED"), f"bold {ALARM}"), _("came back to the queue: first of all"))
    return grid


class HelpScreen(Dialog[None]):
    """Keys to the left, signs to the right."""

    def compose(self) -> ComposeResult:
        """Two columns that scroll together."""
        with Vertical(classes="dialog page"):
            yield Static(_("Help"), classes="dialog-title")
            with VerticalScroll():
                grid = Table.grid(expand=True, padding=(0, 1))
                grid.add_column(ratio=3)
                grid.add_column(ratio=2)
                grid.add_row(keys(), signs())
                yield Static(grid)
            yield Static(_("↑ ↓ scroll, Esc back"), classes="dialog-foot")
