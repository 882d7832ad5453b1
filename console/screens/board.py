"""The board: queues, the card beside them (or over them on a small screen), and the lines that speak."""

from __future__ import annotations

import contextlib
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches

from console.board import LIFE_SAFETY, TECHNICAL, Change
from console.client import FeedClient
from console.clock import Clock
from console.config import Settings
from console.desk import Desk, Tone
from console.link import LinkState
from console.screens.acts import Acts
from console.texts import _
from console.widgets.card_view import CardView
from console.widgets.key_bar import KeyBar
from console.widgets.notices import Banner, MessageLine, banner_text
from console.widgets.queue import QueueList
from console.widgets.status_line import Status, StatusLine
from console.words import what_happened

WIDE = 120
TALL = 30


class BoardScreen(Acts):
    """Everything the operator sees all day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("tab", "jump", show=False, priority=True),
        Binding("home", "top", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("escape", "back", show=False),
    ]

    def __init__(self, client: FeedClient, settings: Settings, clock: Clock) -> None:
        super().__init__(client, Desk(client, self.say, clock.monotonic), settings.zone)
        self._clock = clock
        self._card_open = False

    def compose(self) -> ComposeResult:
        """Top line, banner, queues and card, message, keys."""
        yield StatusLine(self.board, self.zone)
        yield Banner()
        with Horizontal(id="floor"):
            with Vertical(id="queues"):
                yield QueueList(self.board, LIFE_SAFETY, self.client.now_ms, id="alarms")
                yield QueueList(self.board, TECHNICAL, self.client.now_ms, id="faults")
            yield CardView(self.client.fetch, self.client.now_ms, self.zone)
        yield MessageLine()
        yield KeyBar()

    def on_resize(self, event: events.Resize) -> None:
        """Beside each other where there is room, over each other where there is not."""
        wide = event.size.width >= WIDE
        self.set_class(wide, "wide")
        for queue in self.query(QueueList):
            queue.tall = wide and event.size.height >= TALL
        self.call_after_refresh(self.paint)

    # ---- the feed ----

    def took(self, change: Change) -> None:
        """The board has changed: tell the card, and say what is new when the queue is covered."""
        with contextlib.suppress(NoMatches):
            self.query_one(CardView).changed(change.touched, change.removed)
        if change.whole:
            return
        for ring in change.rings:
            row = self.board.get(ring.incident)
            if row is not None and ring.lane == LIFE_SAFETY and row.id != self.selection.incident:
                texts = {
                    "new": _("New alarm: {what}, {where}. Space takes it."),
                    "press": _("New press: {what}, {where}."),
                    "returned": _("Back in the queue: {what}, {where}. Space takes it."),
                }
                self.say(texts[ring.why].format(what=what_happened(row), where=row.where or row.unit), Tone.ALARM)

    def paint(self, muted_left_s: float = 0.0) -> None:
        """Bring everything on the screen up to date; while it is built or taken down there is nothing to do."""
        self.selection.settle()
        with contextlib.suppress(NoMatches):
            self._paint(muted_left_s)

    def _paint(self, muted_left_s: float) -> None:
        row, now_s, link = self.selection.row, self._clock.monotonic(), self.client.link
        mine = row is not None and self.board.mine(row)
        if row is None:
            self._card_open = False
        self.set_class(self._card_open, "card-open")
        old = link.old(now_s)
        self.set_class(old, "old")
        for queue in self.query(QueueList):
            queue.show(self.selection.incident)
        self.query_one(CardView).point(row, mine=mine)
        self.query_one(KeyBar).show(row, mine=mine)
        self.query_one(StatusLine).show(link, Status(self.client.now_ms(), now_s, muted_left_s))
        text = banner_text(link, now_s, self.client.now_ms(), self.zone)
        self.query_one(Banner).warn(text, severe=old or link.state is LinkState.REFUSED)
        self.query_one(MessageLine).fade(now_s)

    # ---- what the actions need ----

    def say(self, text: str, tone: Tone) -> None:
        """Answer the operator on the message line."""
        with contextlib.suppress(NoMatches):
            self.query_one(MessageLine).say(text, tone, self._clock.monotonic())

    def opened(self, incident: int) -> None:
        """Show the card of this incident and stay with it."""
        self.selection.choose(incident)
        self._card_open = True
        self.query_one(CardView).open(incident)
        self.paint()

    def finished(self) -> None:
        """Back to the queue; the next waiting incident is chosen."""
        self._card_open = False
        self.selection.let_go()
        self.paint()

    def on_card_view_failed(self, message: CardView.Failed) -> None:
        """The card could not be had."""
        self.say(message.text, Tone.ERROR)

    # ---- moving about ----

    def action_move(self, step: int) -> None:
        """Another incident, or a line of the card when it covers the queue."""
        if self._card_open and not self.has_class("wide"):
            self.query_one(CardView).scroll_line(step)
        else:
            self.selection.move(step)
            self.paint()

    def action_jump(self) -> None:
        """The other lane."""
        self.selection.jump()
        self.paint()

    def action_top(self) -> None:
        """The most urgent one."""
        self.finished()

    def action_page(self, direction: int) -> None:
        """Scroll the card."""
        self.query_one(CardView).scroll_page(direction)

    def action_back(self) -> None:
        """From the card to the queue."""
        self._card_open = False
        self.paint()
