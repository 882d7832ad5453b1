"""The units board: page by page, silent ones first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import tzinfo

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from console.paint.columns import strip
from console.paint.unit import heading, pieces
from console.palette import SELECTED, SURFACE
from console.screens.dialog import Dialog
from console.texts import _
from protocols.console_feed.messages import Found, Reply, UnitLine, UnitPage

Fetch = Callable[..., Awaitable[Reply]]


class UnitList(Widget):
    """A page of units."""

    def __init__(self, now_ms: Callable[[], int], zone: tzinfo) -> None:
        super().__init__()
        self.units: list[UnitLine] = []
        self.chosen = 0
        self._now_ms = now_ms
        self._zone = zone

    def render_line(self, y: int) -> Strip:
        """The columns' names, then units."""
        width = self.size.width
        if y == 0:
            return strip(heading(width), width, SURFACE)
        if y > len(self.units):
            return strip([], width, SURFACE)
        chosen = y - 1 == self.chosen
        line = pieces(self.units[y - 1], width=width, now_ms=self._now_ms(), zone=self._zone, chosen=chosen)
        return strip(line, width, SELECTED if chosen else SURFACE)


class UnitsScreen(Dialog[Found]):
    """Turn pages, filter with /, open an incident for the chosen unit with o."""

    def __init__(self, fetch: Fetch, now_ms: Callable[[], int], zone: tzinfo) -> None:
        super().__init__()
        self._fetch = fetch
        self._now_ms = now_ms
        self._zone = zone
        self._page = 0
        self._total = 0

    def compose(self) -> ComposeResult:
        """Title, filter, page, foot."""
        with Vertical(classes="dialog full"):
            yield Static(_("Units"), classes="dialog-title")
            yield Input(placeholder=_("Only units with this in number, place or model"), disabled=True)
            yield UnitList(self._now_ms, self._zone)
            yield Static(
                _("↑ ↓ choose   PgUp PgDn page   / filter   o open an incident   Esc back"), classes="dialog-foot"
            )

    def on_mount(self) -> None:
        """Fetch the first page once the size is known."""
        self.query_one(Input).display = False
        self.call_after_refresh(self._turn, 0)

    @property
    def rows(self) -> int:
        """How many units fit on a page."""
        return max(5, self.query_one(UnitList).size.height - 1)

    def on_key(self, event: events.Key) -> None:
        """Choose, turn pages, filter, open."""
        units, filtering = self.query_one(UnitList), self.query_one(Input).has_focus
        match event.key:
            case "up" | "down":
                step = 1 if event.key == "down" else -1
                units.chosen = max(0, min(len(units.units) - 1, units.chosen + step))
                units.refresh()
            case "pagedown" | "pageup":
                self._turn(1 if event.key == "pagedown" else -1)
            case "slash" if not filtering:
                line = self.query_one(Input)
                line.disabled, line.display = False, True
                line.focus()
            case "o" if not filtering and units.units:
                unit = units.units[units.chosen]
                self.dismiss(Found(what="unit", id=unit.id, name=unit.unit, where=unit.where, tenant=unit.tenant))
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_input_submitted(self) -> None:
        """Filter from the first page."""
        line = self.query_one(Input)
        line.disabled, line.display = True, bool(line.value.strip())
        self.set_focus(None)
        self._page = 0
        self._turn(0)

    def _turn(self, step: int) -> None:
        last = max(0, (self._total - 1) // self.rows)
        self._page = max(0, min(last, self._page + step)) if step else self._page
        load: Callable[[], object] = self._load
        self.run_worker(load, group="units", exclusive=True, exit_on_error=False)

    async def _load(self) -> None:
        wanted = self.query_one(Input).value.strip()
        reply = await self._fetch("units", page=self._page, size=self.rows, filter=wanted)
        title = self.query_one(".dialog-title", Static)
        if not reply.ok:
            title.update(reply.error or _("The units could not be fetched. Press PgDn to try again."))
            return
        page = msgspec.convert(reply.result, UnitPage)
        self._total = page.total
        pages = max(1, -(-page.total // page.size))
        text = _("Units: {total}, {silent} silent   page {page} of {pages}")
        title.update(text.format(total=page.total, silent=page.silent, page=page.page + 1, pages=pages))
        units = self.query_one(UnitList)
        units.units, units.chosen = page.units, 0
        units.refresh()
