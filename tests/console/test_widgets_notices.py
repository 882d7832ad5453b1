from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from console.link import Link, LinkState
from console.widgets.notices import banner_text
from tests.fakes.feed_people import NOON

ZONE = ZoneInfo("Europe/Stockholm")
UP = Link(state=LinkState.UP, heard_s=100.0)


def test_no_banner_while_all_is_well() -> None:
    assert banner_text(UP, 101.0, NOON, ZONE) == ""


def test_an_old_board_says_since_when_and_what_to_do() -> None:
    text = banner_text(UP, 130.0, NOON, ZONE)
    assert text.startswith("TAVLAN ÄR GAMMAL sedan 11:59:30")
    assert "reservrutinen" in text


def test_a_degraded_centre_and_a_refused_session_are_told() -> None:
    assert "nedsatt drift: klockan" in banner_text(replace(UP, degraded=("klockan",)), 101.0, NOON, ZONE)
    assert "Logga in igen" in banner_text(replace(UP, state=LinkState.REFUSED), 101.0, NOON, ZONE)
    assert banner_text(replace(UP, state=LinkState.REFUSED, text="Nej."), 101.0, NOON, ZONE) == "Nej."
