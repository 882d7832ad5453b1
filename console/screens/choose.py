"""Pick one of up to ten by its digit: outcomes and reasons."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from console.screens.dialog import Dialog
from console.widgets.hit_list import HitList

DIGITS = "1234567890"

Option = tuple[str, str]
"""The value that is handed back, and its words."""


class ChooseScreen(Dialog[str]):
    """One key picks and closes; arrows and Enter do too."""

    def __init__(self, title: str, options: Sequence[Option]) -> None:
        super().__init__()
        self._title = title
        self._options = options[: len(DIGITS)]

    def compose(self) -> ComposeResult:
        """The question, then the choices with their keys."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            yield HitList([(digit, words, "") for digit, (_value, words) in zip(DIGITS, self._options, strict=False)])

    def on_key(self, event: events.Key) -> None:
        """A digit picks at once."""
        hits = self.query_one(HitList)
        if event.key in ("up", "down"):
            hits.move(1 if event.key == "down" else -1)
        elif event.key == "enter":
            self._pick(hits.chosen)
        elif event.character and event.character in DIGITS:
            self._pick(DIGITS.index(event.character))
        else:
            return
        event.stop()

    def _pick(self, index: int) -> None:
        if index < len(self._options):
            self.dismiss(self._options[index][0])
