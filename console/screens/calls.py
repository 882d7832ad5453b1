"""The call-round of an outage: one household after the other, ticked off by a digit; colleagues see it at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import tzinfo
from functools import partial

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from console.board import Change
from console.call_round import KEYS, UNDONE, CallRound
from console.paint.calls import counts, heading, pieces
from console.paint.columns import strip
from console.palette import SELECTED, SURFACE
from console.screens.dialog import Dialog
from console.texts import _
from protocols.console_feed.messages import Calls, Reply

Fetch = Callable[..., Awaitable[Reply]]
Tick = Callable[[int, str], Awaitable[Reply]]
"""Tell the daemon what came of calling a unit's household."""


class CallList(Widget):
    """The lines around the chosen one."""

    def __init__(self, at: CallRound, now_ms: Callable[[], int], zone: tzinfo) -> None:
        super().__init__()
        self._at = at
        self._now_ms = now_ms
        self._zone = zone

    def render_line(self, y: int) -> Strip:
        """The columns' names, then households."""
        width, lines = self.size.width, self._at.calls.lines
        if y == 0:
            return strip(heading(width), width, SURFACE)
        rows = max(1, self.size.height - 1)
        top = max(0, min(self._at.chosen - rows // 2, len(lines) - rows))
        index = top + y - 1
        if index >= len(lines):
            return strip([], width, SURFACE)
        chosen = index == self._at.chosen
        line = pieces(lines[index], width=width, now_ms=self._now_ms(), zone=self._zone, chosen=chosen)
        return strip(line, width, SELECTED if chosen else SURFACE)


class CallsScreen(Dialog[None]):
    """Arrows choose, digits tick, Esc leaves."""

    def __init__(self, incident: int, fetch: Fetch, tick: Tick, now_ms: Callable[[], int], zone: tzinfo) -> None:
        super().__init__()
        self.incident = incident
        self.at = CallRound()
        self._fetch = fetch
        self._tick = tick
        self._now_ms = now_ms
        self._zone = zone

    def compose(self) -> ComposeResult:
        """How it stands, the households, the keys."""
        with Vertical(classes="dialog full"):
            yield Static(_("Call-round"), classes="dialog-title")
            yield CallList(self.at, self._now_ms, self._zone)
            yield Static(_("1 answered   2 no answer   3 needs a visit   0 undo   Esc back"), classes="dialog-foot")

    def on_mount(self) -> None:
        """Fetch the round; the daemon notes the opening in the journal."""
        self._load_soon(refresh=False)

    def took(self, change: Change) -> None:
        """The board has changed: a colleague has called somebody, or a unit is lost or back."""
        if self.incident in change.touched or change.whole:
            self._load_soon(refresh=True)

    def on_key(self, event: events.Key) -> None:
        """Choose or tick."""
        page = max(1, self.query_one(CallList).size.height - 2)
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}
        if event.key in steps:
            self.at.move(steps[event.key])
            self._paint()
        elif event.character in KEYS and self.at.line is not None:
            work: Callable[[], object] = partial(self._send, self.at.line.unit_id, KEYS[event.character])
            self.run_worker(work, group="ticks", exit_on_error=False)
            if KEYS[event.character] != UNDONE:
                self.at.on()
            self._paint()
        else:
            return
        event.stop()

    async def _send(self, unit_id: int, result: str) -> None:
        reply = await self._tick(unit_id, result)
        if not reply.ok:
            self._say(reply.error or _("The call could not be noted. Try again."))
        self._load_soon(refresh=True)

    def _load_soon(self, *, refresh: bool) -> None:
        work: Callable[[], object] = partial(self._load, refresh=refresh)
        self.run_worker(work, group="calls", exclusive=True, exit_on_error=False)

    async def _load(self, *, refresh: bool) -> None:
        reply = await self._fetch("calls", incident=self.incident, refresh=refresh)
        if not reply.ok:
            self._say(reply.error or _("The call-round could not be fetched. Press Esc and try again."))
            return
        self.at.take(msgspec.convert(reply.result, Calls))
        self._say(_("Call-round") + ": " + counts(self.at.calls))
        self._paint()

    def _say(self, text: str) -> None:
        self.query_one(".dialog-title", Static).update(text)

    def _paint(self) -> None:
        self.query_one(CallList).refresh()
