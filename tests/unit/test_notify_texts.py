"""Notices say what and where in general, and fit one SMS."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.ports import Notice
from alarmd.domain.signal import Kind
from alarmd.notify.texts import _GSM7, SMS_LENGTH, TITLE_LENGTH, NoticeTexts, gsm7
from tests.fakes.clock import START
from tests.fakes.web_parts import incident

TOKEN = "abcDEF123456_-abcDEF12"


def notice() -> Notice:
    ends = START + timedelta(seconds=60)
    return Notice(
        id=1, incident_id=1, tenant_id=1, step=0, responder_id=3, target="x", link_token=TOKEN, created_at=START,
        expires_at=ends,
    )  # fmt: skip


def test_a_notice_in_swedish_and_english() -> None:
    swedish = NoticeTexts({"tenant:1": "Solbacka"}.__getitem__, "https://larm.example/")
    assert swedish(incident(), notice()) == ("Larm: Solbacka", f"Svara här: https://larm.example/r/{TOKEN}")
    english = NoticeTexts({"tenant:1": "Solbacka"}.__getitem__, "https://larm.example", "en")
    assert english(incident(kind=Kind.FIRE), notice())[0] == "Fire: Solbacka"


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("place", ["Solbacka", "Västra Götalandsregionens gemensamma nämnd – söder", "Żółw"])
def test_every_notice_fits_and_names_nobody(kind: Kind, place: str) -> None:
    title, body = NoticeTexts(lambda _: place, "https://larm.solbacka.example")(incident(kind=kind), notice())
    assert len(title) <= TITLE_LENGTH
    assert len(title) + 2 + len(body) <= SMS_LENGTH
    assert set(title + body) <= _GSM7
    assert body.endswith(f"/r/{TOKEN}")
    for private in ("Ekvik", "0001", "subscriber"):
        assert private not in title + body


def test_a_very_long_address_leaves_the_link_whole() -> None:
    url = f"https://{'a' * 100}.example"
    assert NoticeTexts(lambda _: "Solbacka", url)(incident(), notice())[1] == f"{url}/r/{TOKEN}"


@given(st.text())
def test_anything_becomes_the_gsm_alphabet(words: str) -> None:
    assert set(gsm7(words)) <= _GSM7


def test_swedish_letters_stay() -> None:
    assert gsm7("Åsa Ängö – 5 st") == "Åsa Ängö - 5 st"
