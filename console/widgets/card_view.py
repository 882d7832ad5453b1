"""The card of the chosen incident: its banner from the board at once, its people when it has been opened."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from datetime import tzinfo
from functools import partial

import msgspec
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.css.query import NoMatches
from textual.message import Message
from textual.widgets import Static

from console.paint.card import body, head, preview
from console.paint.row import Look
from console.palette import SOFT
from console.texts import _
from protocols.console_feed.messages import Card, Reply, Row

RELOAD_S = 0.15

Fetch = Callable[..., Awaitable[Reply]]


class CardView(Vertical):
    """Shows one incident. Cards of open incidents are kept while they are on the board, so that none is asked twice."""

    class Failed(Message):
        """A card could not be had; `text` says why and what to do."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, fetch: Fetch, now_ms: Callable[[], int], zone: tzinfo) -> None:
        super().__init__()
        self._fetch = fetch
        self._now_ms = now_ms
        self._zone = zone
        self._row: Row | None = None
        self._mine = False
        self._cards: dict[int, Card] = {}
        self._asked: set[int] = set()
        self._reload_due: set[int] = set()
        self._version = 0
        self._painted: tuple[object, ...] = ("nothing yet",)

    def compose(self) -> ComposeResult:
        """A banner that stays and a body that scrolls."""
        yield Static(id="card-head")
        with VerticalScroll(id="card-scroll", can_focus=False):
            yield Static(id="card-body")

    @property
    def card(self) -> Card | None:
        """The card on the screen, if it is open."""
        return self._cards.get(self._row.id) if self._row is not None else None

    def point(self, row: Row | None, *, mine: bool) -> None:
        """Show this incident; one's own is opened by itself."""
        moved = (row.id if row else 0) != (self._row.id if self._row else 0)
        self._row, self._mine = row, mine
        if row is not None and mine:
            self.open(row.id)
        if moved:
            self.query_one("#card-scroll", VerticalScroll).scroll_home(animate=False)
        self.paint()

    def open(self, incident: int) -> None:
        """Fetch the card, unless that is done already; the daemon notes the opening in the journal."""
        if incident not in self._asked:
            self._asked.add(incident)
            self._load_soon(incident, refresh=False)

    def changed(self, touched: tuple[int, ...], removed: tuple[Row, ...]) -> None:
        """Incidents changed: an open card is fetched anew after a short rest, a closed incident's is forgotten."""
        for row in removed:
            self._cards.pop(row.id, None)
            self._asked.discard(row.id)
        for incident in self._cards.keys() & set(touched) - self._reload_due:
            self._reload_due.add(incident)
            self.set_timer(RELOAD_S, partial(self._reload, incident))

    def paint(self) -> None:
        """Paint what has changed: the banner each time, the body only when it is another."""
        with contextlib.suppress(NoMatches):
            self._paint(self.query_one("#card-head", Static), self.query_one("#card-body", Static))

    def _paint(self, banner: Static, content: Static) -> None:
        row, width = self._row, max(20, self.size.width)
        if row is None:
            if self._painted:
                self._painted = ()
                banner.update("")
                content.update(Text("\n  " + _("No incident is chosen."), SOFT))
            return
        banner.update(head(row, Look(self._now_ms(), width, self._mine)))
        card = self._cards.get(row.id)
        key = (row if card is None else row.id, card and self._version, width, self._mine)
        if key != self._painted:
            self._painted = key
            if card is None:
                content.update(preview(row, mine=self._mine, now_ms=self._now_ms(), zone=self._zone))
            else:
                content.update(body(card, width=width - 3, now_ms=self._now_ms(), zone=self._zone))

    def scroll_page(self, direction: int) -> None:
        """Scroll by a page, down for 1 and up for -1."""
        scroll = self.query_one("#card-scroll", VerticalScroll)
        scroll.scroll_relative(y=direction * max(1, scroll.size.height - 2), animate=False)

    def scroll_line(self, direction: int) -> None:
        """Scroll by a line."""
        self.query_one("#card-scroll", VerticalScroll).scroll_relative(y=direction, animate=False)

    def _reload(self, incident: int) -> None:
        self._reload_due.discard(incident)
        if incident in self._cards:
            self._load_soon(incident, refresh=True)

    def _load_soon(self, incident: int, *, refresh: bool) -> None:
        work: Callable[[], object] = partial(self._load, incident, refresh=refresh)
        self.run_worker(work, group=f"card {incident}", exclusive=True, exit_on_error=False)

    async def _load(self, incident: int, *, refresh: bool) -> None:
        reply = await self._fetch("card", incident=incident, refresh=refresh)
        try:
            card = msgspec.convert(reply.result, Card) if reply.ok else None
        except msgspec.ValidationError:
            card = None
        if card is not None:
            self._cards[incident] = card
            self._version += 1
            self.paint()
        elif not refresh:
            self._asked.discard(incident)
            self.post_message(self.Failed(reply.error or _("The card did not come. Press Enter to try again.")))
