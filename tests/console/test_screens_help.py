from __future__ import annotations

from io import StringIO

from rich.console import Console

from console.screens.help import keys, signs
from console.widgets.key_bar import KEYS
from console.words import STATES, word


def test_every_key_and_every_state_is_explained() -> None:
    out = StringIO()
    printer = Console(file=out, width=100, color_system=None)
    printer.print(keys())
    printer.print(signs())
    shown = out.getvalue()
    assert all(key.shown in shown for key in KEYS if key.key not in ("enter", "space"))
    assert "Enter" in shown
    assert "Mellanslag" in shown
    assert [word(STATES, state) for state in STATES if word(STATES, state) not in shown] == []
    assert "EJ LAGRAD" in shown
