"""Search people and units: to read about them, to open an incident by hand, or to tie an incident to a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial
from typing import TypeVar

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from console.paint.card import person as person_body
from console.screens.dialog import Dialog
from console.texts import _
from console.widgets.hit_list import HitList, Line
from protocols.console_feed.messages import Found, Person, Reply

LEAST = 2
REST_S = 0.15

Fetch = Callable[..., Awaitable[Reply]]
Shape = TypeVar("Shape")


class Purpose(StrEnum):
    """What a hit is wanted for."""

    READ = "read"
    OPEN = "open"
    TIE = "tie"


class SearchScreen(Dialog[Found]):
    """Type, choose with the arrows, Enter. The result is the hit to open or tie to; reading alone gives None."""

    def __init__(self, fetch: Fetch, purpose: Purpose) -> None:
        super().__init__()
        self._fetch = fetch
        self._purpose = purpose
        self._hits: list[Found] = []
        self._reading: Found | None = None
        self._searched = ""

    def compose(self) -> ComposeResult:
        """The line to type on, hits below, the person that is read over both."""
        titles = {
            Purpose.READ: _("Search a person or a unit"),
            Purpose.OPEN: _("Open an incident by hand: for whom?"),
            Purpose.TIE: _("Tie the incident to whom?"),
        }
        with Vertical(classes="dialog tall"):
            yield Static(titles[self._purpose], classes="dialog-title")
            yield Input(placeholder=_("Name, unit, phone number or address"))
            yield HitList(empty=_("Write at least two characters."))
            with VerticalScroll(id="person", can_focus=False):
                yield Static(id="person-body")
            yield Static(self._foot(), classes="dialog-foot")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search when the typing rests."""
        text = event.value.strip()
        if len(text) >= LEAST and text != self._searched:
            self._searched = text
            search: Callable[[], object] = partial(self._search, text)
            self.run_worker(search, group="search", exclusive=True, exit_on_error=False)

    def on_key(self, event: events.Key) -> None:
        """Arrows choose; in a person's card they scroll, and `o` opens an incident."""
        if self._reading is not None:
            scroll = self.query_one("#person", VerticalScroll)
            page = max(1, scroll.size.height - 2)
            steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}
            if event.key == "o":
                self.dismiss(self._reading)
            elif event.key in steps:
                scroll.scroll_relative(y=steps[event.key], animate=False)
            return
        if event.key in ("up", "down"):
            self.query_one(HitList).move(1 if event.key == "down" else -1)
            event.stop()

    def on_input_submitted(self) -> None:
        """Take the chosen hit."""
        hits = self.query_one(HitList)
        if not self._hits:
            return
        hit = self._hits[hits.chosen]
        if self._purpose is Purpose.TIE and hit.what != "person":
            self._say(_("An incident can be tied to persons only. Choose a person."))
        elif self._purpose is Purpose.READ and hit.what == "person":
            show: Callable[[], object] = partial(self._show, hit)
            self.run_worker(show, group="person", exclusive=True, exit_on_error=False)
        elif self._purpose is Purpose.READ:
            self._say(_("To work with the unit, open an incident with o or look in the units board with e."))
        else:
            self.dismiss(hit)

    def action_leave(self) -> None:
        """From the person back to the hits, from the hits out."""
        if self._reading is None:
            self.dismiss(None)
            return
        self._reading = None
        self.query_one(".dialog").remove_class("reading")
        self._say(self._foot())
        self.query_one(Input).focus()

    async def _search(self, text: str) -> None:
        await asyncio.sleep(REST_S)
        reply = await self._fetch("search", text=text)
        hits = self.query_one(HitList)
        found = _read(reply, list[Found])
        if found is None:
            hits.show([], reply.error or _("The search was not answered. Try again."))
            return
        self._hits = found
        hits.show([_line(hit) for hit in found], _("Nobody found. Try a part of the name, or the unit's number."))

    async def _show(self, hit: Found) -> None:
        reply = await self._fetch("person", subscriber=hit.id)
        found = _read(reply, Person)
        if found is None:
            self._say(reply.error or _("The person could not be fetched. Try again."))
            return
        self._reading = hit
        self.query_one("#person-body", Static).update(person_body(found))
        self.query_one(".dialog").add_class("reading")
        self.set_focus(None)
        self._say(_("o opens an incident for this person, Esc goes back"))

    def _foot(self) -> str:
        return _("↑ ↓ choose, Enter takes, Esc leaves")

    def _say(self, text: str) -> None:
        self.query_one(".dialog-foot", Static).update(text)


def _read(reply: Reply, shape: type[Shape]) -> Shape | None:
    """What a reply holds, or None when it was refused or cannot be read."""
    try:
        return msgspec.convert(reply.result, shape) if reply.ok else None
    except msgspec.ValidationError:
        return None


def _line(hit: Found) -> Line:
    sign = "☺" if hit.what == "person" else "▪"
    kind = _("person") if hit.what == "person" else _("unit")
    behind = " · ".join(
        part for part in (kind, hit.where, hit.tenant, hit.unit if hit.unit != hit.name else "") if part
    )
    return (sign, hit.name, behind)
