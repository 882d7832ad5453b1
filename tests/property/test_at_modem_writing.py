"""A text of any length is cut so that its parts, joined, are the text again and each fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.at_modem import Coding, UnsendableError, build_submits, coding_for, cut_to_parts, read_submit
from tests.property.test_at_modem_gsm7 import CHARACTERS

TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=700) | st.text(max_size=250)


@given(TEXTS)
def test_parts_join_to_the_text_and_each_fits(text: str) -> None:
    submits = [
        read_submit("00" + tpdu)
        for tpdu in build_submits("+46701740605", text, ref=7, wants_report=False, validity_s=0)
    ]
    assert "".join(submit.text for submit in submits) == text
    for number, submit in enumerate(submits, 1):
        part = submit.content.part
        held = len(submit.content.octets) + (6 if part else 0)
        assert held <= 140
        assert (part is None) == (len(submits) == 1)
        if part is not None:
            assert (part.ref, part.total, part.number) == (7, len(submits), number)
            assert submit.text


def test_what_fits_into_one() -> None:
    assert [len(piece) for piece in cut_to_parts("x" * 160, Coding.GSM7)] == [160]
    assert [len(piece) for piece in cut_to_parts("x" * 161, Coding.GSM7)] == [153, 8]
    assert [len(piece) for piece in cut_to_parts("ł" * 70, Coding.UCS2)] == [70]
    assert [len(piece) for piece in cut_to_parts("ł" * 71, Coding.UCS2)] == [67, 4]


def test_two_septets_of_one_character_stay_together() -> None:
    first, second = cut_to_parts("x" * 152 + "€" + "x" * 40, Coding.GSM7)
    assert (first, second[0]) == ("x" * 152, "€")


def test_swedish_fits_the_gsm_alphabet() -> None:
    assert coding_for("Larm i Kräklinge, ta uppdraget: å ä ö Å Ä Ö é") is Coding.GSM7
    assert coding_for("Larm – nu") is Coding.UCS2


@pytest.mark.parametrize(("validity_s", "figure"), [(0, 0), (300, 0), (301, 1), (3600, 11), (1e6, 143)])
def test_validity_is_rounded_up(validity_s: float, figure: int) -> None:
    (tpdu,) = build_submits("+46701740605", "x", ref=0, wants_report=False, validity_s=validity_s)
    assert read_submit("00" + tpdu).validity == figure


def test_what_cannot_be_sent() -> None:
    with pytest.raises(UnsendableError):
        build_submits("Larmcentral", "x", ref=0, wants_report=False, validity_s=0)
    with pytest.raises(UnsendableError):
        build_submits("+46701740605", "x" * 1300, ref=0, wants_report=False, validity_s=0)
