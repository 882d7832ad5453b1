"""A short list to pick from: search hits and choices, one line each, the chosen one marked by sign and ground."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.widget import Widget

from console.palette import MINE, SELECTED, SOFT, TEXT

Line = tuple[str, str, str]
"""Sign or key, text, and what stands behind it in soft colour."""


class HitList(Widget):
    """Keeps which line is chosen; keys are handled by the dialog it stands in."""

    def __init__(self, lines: Sequence[Line] = (), *, empty: str = "") -> None:
        super().__init__()
        self.chosen = 0
        self._lines: Sequence[Line] = lines
        self._empty = empty

    def show(self, lines: Sequence[Line], empty: str = "") -> None:
        """Show other lines; the first is chosen."""
        self._lines, self._empty, self.chosen = lines, empty, 0
        self.refresh(layout=True)

    def move(self, step: int) -> None:
        """Choose another line."""
        self.chosen = max(0, min(len(self._lines) - 1, self.chosen + step))
        self.refresh()

    def render(self) -> Text:
        """The lines around the chosen one, as many as fit."""
        if not self._lines:
            return Text(f" {self._empty}", SOFT)
        height, width = max(1, self.size.height), self.size.width
        top = max(0, min(self.chosen - height // 2, len(self._lines) - height))
        text = Text(no_wrap=True)
        for index, (sign, label, behind) in enumerate(self._lines[top : top + height], top):
            here = index == self.chosen
            row = Text(f" {'▶' if here else ' '} ", MINE).append(f"{sign:>2}  ", f"bold {MINE}").append(label, TEXT)
            row.append(f"  {behind}" if behind else "", SOFT)
            row.truncate(width, pad=True, overflow="ellipsis")
            if here:
                row.stylize_before(f"on {SELECTED}")
            text.append(row).append("\n" if index < top + height - 1 else "")
        return text

    def get_content_height(self, *args: object) -> int:
        """As many lines as there are."""
        return max(1, len(self._lines))
