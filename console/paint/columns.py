"""Fixed columns: text cut or filled to a number of terminal cells."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Piece = tuple[str, str]
"""A text and the name of its style, as rich writes it."""

_styles: dict[tuple[str, str], Style] = {}


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Exactly `width` cells: filled with blanks, or cut with an ellipsis."""
    if width <= 0:
        return ""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…"
    blanks = " " * (width - length)
    return blanks + text if right else text + blanks


def style(text: str, ground: str) -> Style:
    """A parsed style on a ground colour; kept, as there are only a few."""
    key = (text, ground)
    found = _styles.get(key)
    if found is None:
        found = Style.parse(text if " on " in f" {text}" else f"{text} on {ground}".strip())
        _styles[key] = found
    return found


def strip(pieces: Iterable[Piece], width: int, ground: str) -> Strip:
    """A line of exactly `width` cells on a ground."""
    segments = [Segment(text, style(name, ground)) for text, name in pieces if text]
    return Strip(segments).adjust_cell_length(width, style("", ground))
