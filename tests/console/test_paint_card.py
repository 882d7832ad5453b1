from __future__ import annotations

from io import StringIO
from zoneinfo import ZoneInfo

import msgspec
import pytest
from rich.console import Console, RenderableType

from console.paint.card import body, head, person, preview
from console.paint.row import Look
from protocols.console_feed.messages import Card, TimelineLine
from tests.fakes.feed_people import ASTRID, GUNNAR, NOON, alarm, card

ZONE = ZoneInfo("Europe/Stockholm")
LINES = [
    TimelineLine(
        at_ms=NOON,
        what="signal",
        kind="press",
        label_sv="Larmknapp, hals",
        actor_name="unit:2",
        detail={"zone": "3", "ref": "MA4KF"},
    ),
    TimelineLine(at_ms=NOON + 9000, what="note", actor_name="Karin Holm", text="Mår bra"),
    TimelineLine(at_ms=NOON + 10_000, what="closed", actor_name="Karin Holm", detail={"outcome": "helped_by_voice"}),
    TimelineLine(at_ms=NOON, what="taken_over", actor_name="Omar", detail={"reason": "Passbyte", "from": "operator:7"}),
    TimelineLine(at_ms=NOON, what="step", actor_name="alarmd", detail={"reason": "first_person", "step": "0"}),
    TimelineLine(at_ms=NOON, what="note", detail={"erased": "1"}),
    TimelineLine(at_ms=NOON, what="accepted", detail={"responder": "Patrull 2"}),
]


def text(shown: RenderableType, width: int = 78) -> str:
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(shown)
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 78, 100])
def test_everything_the_operator_needs_is_there(width: int) -> None:
    shown = text(body(card(alarm(1), LINES), width=width, now_ms=NOON, zone=ZONE), width)
    flat = " ".join(shown.replace("│", " ").split())
    wanted = [
        "Astrid Lindqvist",
        "född 1938",
        "svenska",
        "08-465 004 12",
        "Ekbackavägen 4",
        "Portkod 4712",
        "har nyckel",
    ]
    wanted += ["Nyckelskåp 17", "Erik Lindqvist", "070-174 06 12", "1. Svara i högtalaren", "har kontakt", "Mår bra"]
    wanted += ["Larmknapp, hals", "zon 3", "Karin Holm", "Hjälpt i samtal", "Tryckte av misstag", "2026-02-28"]
    wanted += ["Omar — Passbyte", "text raderad", "Patrull 2", "steg 1"]
    assert [raw for raw in ("operator:7", "unit:2", "alarmd", "first_person", "MA4KF") if raw in shown] == []
    assert [words for words in wanted if words not in flat and words not in shown] == []


def test_contacts_keep_their_order() -> None:
    shown = text(person(ASTRID))
    places = [shown.index(contact.name) for contact in ASTRID.contacts]
    assert places == sorted(places)


def test_a_couple_shares_a_card_and_a_plan_is_shown_once() -> None:
    both = msgspec.structs.replace(card(alarm(1), []), persons=[ASTRID, GUNNAR])
    shown = text(body(both, width=78, now_ms=NOON, zone=ZONE))
    assert "Astrid Lindqvist" in shown
    assert "Gunnar Åkerström" in shown
    assert shown.count("1. Svara") == 1


def test_two_plans_stand_under_their_names_and_another_language_is_a_word() -> None:
    gunnar = msgspec.structs.replace(GUNNAR, action_plan="1. Ring Siv först.", language="fi")
    both = msgspec.structs.replace(card(alarm(1), []), persons=[ASTRID, gunnar])
    shown = text(body(both, width=78, now_ms=NOON, zone=ZONE))
    assert shown.index("1. Svara") < shown.rindex("Gunnar Åkerström") < shown.index("1. Ring Siv")
    assert "finska" in shown


def test_an_unknown_senders_card_is_never_blank() -> None:
    shown = text(body(Card(row=alarm(1), unit="0704"), width=78, now_ms=NOON, zone=ZONE))
    assert "Ingen person hör till larmenheten" in shown
    assert "Adressen är okänd." in shown
    assert "Ingen egen plan" in shown
    assert "0704" in shown


def test_the_banner_has_presses_state_age_and_flags() -> None:
    row = alarm(1, presses=2, flags=["clock_wrong", "late"], returned=True)
    shown = text(head(row, Look(NOON + 75_000, 78)))
    assert [w for w in ("2 tryck", "Väntar", "1:15 ‼", "ÅTER I KÖN", "FÖRDRÖJT", "Fel klocka") if w not in shown] == []


@pytest.mark.parametrize(
    ("fields", "mine", "words"),
    [
        ({}, False, "Enter tar ärendet"),
        ({"volatile": True}, False, "inte lagrat än"),
        ({"state": "claimed"}, True, "Öppnar kortet"),
        ({"state": "claimed", "kinds": ["press", "fall"]}, False, "noteras i journalen"),
    ],
)
def test_before_the_card_is_opened_it_says_what_to_do(fields: dict[str, object], mine: bool, words: str) -> None:
    shown = text(preview(alarm(1, **fields), mine=mine, now_ms=NOON, zone=ZONE))
    assert words in shown
    assert "Astrid" not in shown
