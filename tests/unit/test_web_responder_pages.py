"""The responder's pages: accessible, without script, everything escaped."""

from __future__ import annotations

from html.parser import HTMLParser

from alarmd.web.responder_pages import HEADERS, Pages
from protocols.console_feed.messages import Card, Person, Row

EVIL = '<script>alert("1")</script>&'
ROW = Row(id=1, lane="life_safety", state="accepted", kind="press", priority=80, opened_ms=0, last_ms=0)
CARD = Card(
    row=ROW, persons=[Person(id=1, name=EVIL, phone='+46 8 465 004 11"x')], street=EVIL, door="2 tr", key="skåp"
)


class Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_question_has_two_buttons_and_no_person() -> None:
    page = Reader(Pages("sv").ask("fire", "Solbacka", "09:01:00"))
    assert [a["value"] for tag, a in page.tags if tag == "button"] == ["accept", "decline"]
    assert ("html", {"lang": "sv"}) in page.tags
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert "Brandlarm i Solbacka" in page.text
    assert "09:01:00" in page.text


def test_a_mission_shows_how_to_get_in_and_everything_is_escaped() -> None:
    page = Reader(Pages("sv").mission("press", CARD, on_site=False))
    assert "script" not in [tag for tag, _ in page.tags]
    assert EVIL in page.text
    assert "skåp" in page.text
    assert [a["href"] for tag, a in page.tags if tag == "a"] == ["tel:+46846500411"]
    assert [a["value"] for tag, a in page.tags if tag == "button"] == ["arrive", "decline"]
    there = Reader(Pages("sv").mission("press", CARD, on_site=True))
    assert "button" not in [tag for tag, _ in there.tags]


def test_english_too_and_who_is_escaped() -> None:
    assert "has the mission" in Pages("en").say("taken", who="Bo Ek")
    assert "<b>" not in Pages("sv").say("taken", who="<b>")


def test_the_headers_let_nothing_in_and_nothing_out() -> None:
    assert HEADERS["cache-control"] == "no-store"
    assert HEADERS["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in HEADERS["content-security-policy"]
    assert "unsafe" not in HEADERS["content-security-policy"]
