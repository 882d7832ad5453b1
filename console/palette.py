"""The console's colours: a calm dark ground on which only what needs a person stands out.

Chosen to differ for colour-blind eyes too (vermilion, amber, sky); every colour comes with a symbol or a word.
"""

from __future__ import annotations

from textual.theme import Theme

GROUND = "#0e1318"
SURFACE = "#141b22"
PANEL = "#1c2630"
SELECTED = "#263644"
LINE = "#33424f"
TEXT = "#e6edf3"
SOFT = "#a3b1be"
FAINT = "#70818f"
ALARM = "#ff7a59"
ALARM_GROUND = "#8f2a12"
LATE_GROUND = "#c4311a"
AMBER = "#f7c04a"
MINE = "#6fc0ff"
MINE_GROUND = "#164468"
GOOD = "#5fd1a8"
TECHNICAL = "#b9aef5"

NIGHT = Theme(
    name="alarmd-night",
    primary=MINE,
    secondary=TECHNICAL,
    accent=MINE,
    warning=AMBER,
    error=ALARM,
    success=GOOD,
    foreground=TEXT,
    background=GROUND,
    surface=SURFACE,
    panel=PANEL,
    dark=True,
    variables={
        "line": LINE,
        "soft": SOFT,
        "alarm-ground": ALARM_GROUND,
        "input-cursor-background": TEXT,
        "input-selection-background": MINE_GROUND,
        "scrollbar": LINE,
        "scrollbar-hover": SOFT,
        "scrollbar-active": MINE,
        "scrollbar-background": SURFACE,
        "scrollbar-background-hover": SURFACE,
        "scrollbar-background-active": SURFACE,
        "scrollbar-corner-color": SURFACE,
    },
)

SYMBOLS = {
    "fire": "▲",
    "gas": "▲",
    "press": "◆",
    "fall": "▼",
    "threat": "◆",
    "unknown": "?",
    "water": "≈",
    "inactivity": "○",
    "assistance": "◇",
}
"""A sign for each kind, one cell wide; technical kinds share ▪."""

STATE_SYMBOLS = {"waiting": "●", "claimed": "◐", "dispatched": "→", "accepted": "✓", "on_site": "⌂", "closed": "■"}
"""A sign for each state, one cell wide."""


def symbol(kind: str) -> str:
    """The sign of a kind."""
    return SYMBOLS.get(kind, "▪")
