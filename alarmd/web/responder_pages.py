"""The responder's pages as HTML: plain, readable on an old phone, without script. Every value is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from alarmd.services.texts import text
from protocols.console_feed.messages import Card, Person

_FOLDER = Path(__file__).parent / "pages"
_LAYOUT = Template((_FOLDER / "layout.html").read_text(encoding="utf-8"))
_STYLE = (_FOLDER / "style.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
}
"""No copy stays behind, no other page learns the link, nothing is loaded from anywhere."""


@dataclass(frozen=True, slots=True)
class Button:
    """One large button: what it does (`accept`, `decline`, `arrive`) and the text on it."""

    action: str
    key: str
    first: bool = False


class Pages:
    """Renders in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def say(self, name: str, **words: str) -> str:
        """A page with a heading and one sentence (`page.<name>.heading`, `page.<name>.text`)."""
        return self._page(self._text(f"page.{name}.heading", **words), [self._sentence(f"page.{name}.text", **words)])

    def ask(self, kind: str, place: str, until: str) -> str:
        """May we send you? Says what kind of alarm and which municipality, nothing that points at a person."""
        words = {"kind": self._text(f"kind.{kind}"), "place": place, "until": until}
        buttons = (Button("accept", "page.accept", first=True), Button("decline", "page.decline"))
        content = [self._sentence("page.ask.text", **words), *map(self._button, buttons)]
        return self._page(self._text("page.ask.heading", **words), content)

    def mission(self, kind: str, card: Card, *, on_site: bool) -> str:
        """What the one who accepted needs in order to get in and help."""
        facts = [
            ("page.what", self._text(f"kind.{kind}")),
            ("page.who", "\n".join(person.name for person in card.persons)),
            ("page.address", "\n".join(filter(None, (card.street, card.postal)))),
            ("page.door", card.door),
            ("page.key", card.key),
            ("page.place_notes", card.place_notes),
        ]
        content = [self._facts(facts, card.persons)]
        if on_site:
            content.append(self._sentence("page.mission.on_site"))
        else:
            content.append(self._button(Button("arrive", "page.arrive", first=True)))
            content.append(self._button(Button("decline", "page.give_up")))
        return self._page(self._text("page.mission.heading"), content)

    def _page(self, heading: str, content: Iterable[str]) -> str:
        return _LAYOUT.substitute(
            language=self._language,
            title=escape(self._text("page.title")),
            style=_STYLE,
            heading=escape(heading),
            content="\n".join(content),
        )

    def _facts(self, facts: Iterable[tuple[str, str]], persons: Iterable[Person]) -> str:
        lines = [f"<dt>{self._text(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts if value]
        for person in persons:
            if person.phone:
                number = escape("".join(c for c in person.phone if c.isdigit() or c == "+"))
                lines.append(
                    f'<dt>{self._text("page.phone")}</dt><dd><a href="tel:{number}">{escape(person.phone)}</a></dd>'
                )
        return f"<dl>{''.join(lines)}</dl>"

    def _button(self, button: Button) -> str:
        look = ' class="yes"' if button.first else ""
        return (
            f'<form method="post"><button{look} name="action" value="{button.action}">'
            f"{escape(self._text(button.key))}</button></form>"
        )

    def _sentence(self, key: str, **words: str) -> str:
        return f"<p>{escape(self._text(key, **words))}</p>"

    def _text(self, key: str, **words: str) -> str:
        return text(key, self._language).format(**words)
