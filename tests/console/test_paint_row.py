"""A row is exactly as wide as its place and says in words what its colours say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from console.paint.row import Look, lines
from protocols.console_feed.messages import Row
from tests.fakes.feed_people import NOON, alarm, fault


def text(row: Row, *, width: int = 80, at_s: float = 0, **look: bool) -> str:
    parts = lines(row, Look(NOON + int(at_s * 1000), width, **look))
    return "\n".join("".join(piece for piece, _style in line) for line in parts)


_rows = st.builds(
    lambda where, unit, label, presses, flags, volatile, owner, state: alarm(
        1,
        where=where,
        unit=unit,
        label_sv=label,
        presses=presses,
        flags=flags,
        volatile=volatile,
        new_press=volatile,
        returned=volatile,
        owner_name=owner,
        state=state,
        deadline_ms=NOON + 5000,
    ),
    st.text("abåäö ", max_size=40),
    st.text("0123456789", max_size=20),
    st.text("Larm ", max_size=40),
    st.integers(0, 120),
    st.lists(st.sampled_from(["late", "unknown_sender", "unclassified"]), unique=True),
    st.booleans(),
    st.text("abc ", max_size=30),
    st.sampled_from(["waiting", "claimed", "dispatched", "accepted", "on_site"]),
)


@given(_rows, st.integers(60, 140), st.booleans(), st.booleans())
def test_every_line_is_as_wide_as_the_screen(row: Row, width: int, tall: bool, selected: bool) -> None:
    for line in text(row, width=width, tall=tall, selected=selected).split("\n"):
        assert cell_len(line) == width


def test_a_waiting_row_says_what_where_state_and_age() -> None:
    line = text(alarm(1, presses=3), at_s=7)
    assert [word for word in ("◆ Larmknapp", "×3", "Ekbacka · Norrvik", "● Väntar", "0:07") if word not in line] == []
    assert "NV-0001" in text(alarm(1), tall=True)


@pytest.mark.parametrize(
    ("seconds", "sign"), [(29, "0:29  "), (30, "0:30 !"), (59, "0:59 !"), (60, "1:00 ‼"), (3700, "1 h 01 ‼")]
)
def test_waiting_too_long_has_a_sign_besides_the_colour(seconds: int, sign: str) -> None:
    assert text(alarm(1), at_s=seconds).endswith(sign)


def test_technical_and_taken_rows_age_without_alarm() -> None:
    assert "‼" not in text(fault(1), at_s=500)
    assert "‼" not in text(alarm(1, state="claimed"), at_s=500)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"volatile": True}, "EJ LAGRAD"),
        ({"returned": True}, "ÅTER I KÖN"),
        ({"new_press": True}, "NYTT TRYCK"),
        ({"flags": ["late"]}, "FÖRDRÖJT"),
        ({"flags": ["unknown_sender"]}, "OKÄND ENHET"),
        ({"flags": ["unclassified"]}, "OKLASSAT"),
        ({"flags": ["nobody_on_call"]}, "INGEN I JOUR"),
        ({"state": "dispatched", "deadline_ms": NOON + 38_000}, "0:38 kvar"),
    ],
)
@pytest.mark.parametrize("tall", [False, True])
def test_what_must_not_be_overlooked_is_a_word(fields: dict[str, object], word: str, tall: bool) -> None:
    assert word in text(alarm(1, **fields), tall=tall)


def test_the_chosen_row_and_ones_own_are_marked_by_sign() -> None:
    assert text(alarm(1), selected=True).startswith("▶")
    assert text(alarm(1)).startswith("█")
    assert text(alarm(1, state="claimed")).startswith("│")
    assert text(alarm(1, state="claimed"), mine=True).startswith("█")
