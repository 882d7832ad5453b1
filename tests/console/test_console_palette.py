"""Every pair of colours that carries text is readable: WCAG 2.1 AA, 4.5 to 1 (LO-2)."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.color import Color

from console import palette as p


def contrast(first: str, second: str) -> float:
    def luminance(color: str) -> float:
        parts = [value / 255 for value in Color.parse(color).rgb]
        linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink", [p.TEXT, p.SOFT, p.ALARM, p.AMBER, p.MINE, p.GOOD, p.TECHNICAL])
@pytest.mark.parametrize("ground", [p.GROUND, p.SURFACE, p.PANEL, p.SELECTED])
def test_text_on_any_ground_is_readable(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("ground", [p.ALARM_GROUND, p.LATE_GROUND, p.MINE_GROUND])
def test_white_on_a_signal_ground_is_readable(ground: str) -> None:
    assert contrast(p.TEXT, ground) >= 4.5


def test_every_sign_takes_one_cell() -> None:
    assert all(cell_len(sign) == 1 for sign in [*p.SYMBOLS.values(), *p.STATE_SYMBOLS.values(), p.symbol("battery")])
