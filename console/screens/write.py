"""Write one line: a note, a reason, a name, a password."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from console.screens.dialog import Dialog
from console.texts import _


class WriteScreen(Dialog[str]):
    """Enter hands the text back, Esc leaves; an empty text is not taken when one is needed."""

    def __init__(self, title: str, hint: str = "", *, needed: bool = True, secret: bool = False) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._needed = needed
        self._secret = secret

    def compose(self) -> ComposeResult:
        """The question and the line to write on."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            yield Input(placeholder=self._hint, password=self._secret, max_length=2000)
            yield Static(_("Enter saves, Esc leaves"), classes="dialog-foot")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the text back."""
        text = event.value if self._secret else event.value.strip()
        if text or not self._needed:
            self.dismiss(text)
        else:
            self.query_one(".dialog-foot", Static).update(_("Write something first, or leave with Esc."))
