from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from console.paint.columns import fit, strip


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Mn", "Me", "Cf"])), st.integers(0, 40))
def test_a_column_is_exactly_as_wide_as_it_is_said_to_be(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(fit(text, width, right=True)) == width


def test_too_long_a_text_shows_that_it_was_cut() -> None:
    assert fit("Larmknapp", 5) == "Larm…"
    assert fit("Larm", 6, right=True) == "  Larm"


def test_a_line_is_filled_to_its_width_on_its_ground() -> None:
    line = strip([("Larm", "bold #ff7a59"), ("", "red")], 10, "#0e1318")
    assert line.text == "Larm      "
    assert line.cell_length == 10
    assert all(segment.style is not None and segment.style.bgcolor is not None for segment in line)
