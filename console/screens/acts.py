"""The operator's actions: one key, at most a second one to pick a reason or an outcome."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from datetime import tzinfo
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from console.board import TECHNICAL, Board, lane_of
from console.client import FeedClient
from console.desk import Desk, Tone
from console.permits import may, why_not
from console.screens.calls import CallsScreen
from console.screens.choose import ChooseScreen, Option
from console.screens.search import Purpose, SearchScreen
from console.screens.write import WriteScreen
from console.selection import Selection
from console.texts import N_, _
from console.widgets.key_bar import KEYS
from console.words import OUTCOMES, word
from protocols.console_feed.messages import Found, Reply, Row

OTHER = "other"
REASONS_TAKE_OVER = (
    N_("The owner is busy with another alarm"),
    N_("Change of shift"),
    N_("Decided by the shift leader"),
    N_("The owner's console does not answer"),
)
REASONS_HAND_BACK = (N_("Another alarm is more urgent"), N_("Change of shift or a break"), N_("Taken by mistake"))
_TECHNICAL_ONLY = frozenset({"technical_resolved"})
_BY_ITSELF = frozenset({"restored"})

log = logging.getLogger(__name__)


def outcomes_for(row: Row, outcomes: tuple[str, ...]) -> list[Option]:
    """The outcomes a person may pick for this incident, in the daemon's order; a technical one has its own first."""
    technical = lane_of(row) == TECHNICAL
    codes = [code for code in outcomes or tuple(OUTCOMES) if code not in _BY_ITSELF]
    if technical:
        codes.sort(key=lambda code: code not in _TECHNICAL_ONLY)
    else:
        codes = [code for code in codes if code not in _TECHNICAL_ONLY]
    return [(code, word(OUTCOMES, code)) for code in codes]


class Acts(Screen[None]):
    """What keys do to the chosen incident; the board screen adds how it looks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.key, f"act('{key.action}')", key.label, show=False)
        for key in KEYS
        if key.on_row or key.action in ("claim_next", "search", "open")
    ]

    def __init__(self, client: FeedClient, desk: Desk, zone: tzinfo) -> None:
        super().__init__()
        self.zone = zone
        self.client = client
        self.desk = desk
        self.selection = Selection(client.board)

    @property
    def board(self) -> Board:
        """The board the feed keeps."""
        return self.client.board

    def say(self, text: str, tone: Tone) -> None:
        """Tell the operator something."""
        raise NotImplementedError

    def opened(self, incident: int) -> None:
        """The operator works with this incident now: show its card."""
        raise NotImplementedError

    def finished(self) -> None:
        """The incident is out of the operator's hands: back to the queue, to the next one waiting."""
        raise NotImplementedError

    def action_act(self, name: str) -> None:
        """Do it, if the chosen incident allows it; else say why not."""
        row = self.selection.row
        if name in ("claim_next", "search", "open"):
            getattr(self, f"_{name}")()
            return
        mine = row is not None and self.board.mine(row)
        if name == "claim" and row is not None and not row.volatile and not may("claim", row, mine=mine):
            self.opened(row.id)
            return
        refusal = why_not(name, row, mine=mine)
        if refusal or row is None:
            self.say(refusal, Tone.ERROR)
            return
        self.selection.choose(row.id)
        getattr(self, f"_{name}")(row)

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something that waits for the daemon; a fault in it is noted and ends only itself."""
        self.run_worker(self._guarded(work), group="acts", exit_on_error=False)

    async def _guarded(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except Exception:
            log.exception("an action failed")
            self.say(_("That did not work because of a fault in the console. Try again."), Tone.ERROR)

    # ---- one key ----

    def _claim(self, row: Row) -> None:
        async def work() -> None:
            if (await self.desk.do("claim", row.id)).ok:
                self.opened(row.id)

        self.start(work())

    def _claim_next(self) -> None:
        row = self.selection.next_to_take()
        if row is None:
            self.say(_("Nothing is waiting."), Tone.NEWS)
            return
        self.selection.choose(row.id)
        self._claim(row)

    def _dispatch(self, row: Row) -> None:
        self.start(self.desk.do("dispatch", row.id))

    def _untie(self, row: Row) -> None:
        self.start(self.desk.do("untie", row.id))

    def _arrive(self, row: Row) -> None:
        self.start(self.desk.do("arrive", row.id))

    # ---- a key and a text ----

    def _note(self, row: Row) -> None:
        def written(text: str | None) -> None:
            if text:
                self.start(self.desk.do("note", row.id, text=text))

        self.app.push_screen(WriteScreen(_("Note"), _("What was said and done")), written)

    def _accept(self, row: Row) -> None:
        def written(name: str | None) -> None:
            if name:
                self.start(self.desk.do("accept", row.id, responder=name))

        self.app.push_screen(WriteScreen(_("Who has accepted the mission?"), _("Name or call sign")), written)

    # ---- a key and a digit ----

    def _take_over(self, row: Row) -> None:
        def given(reason: str) -> None:
            async def work() -> None:
                if (await self.desk.do("take_over", row.id, reason=reason)).ok:
                    self.opened(row.id)

            self.start(work())

        self._with_reason(
            _("Why do you take over from {owner}?").format(owner=row.owner_name), REASONS_TAKE_OVER, given
        )

    def _hand_back(self, row: Row) -> None:
        def given(reason: str) -> None:
            self.start(self._leave_hands("hand_back", row.id, reason=reason))

        self._with_reason(_("Why do you hand it back?"), REASONS_HAND_BACK, given)

    def _close(self, row: Row) -> None:
        def picked(outcome: str | None) -> None:
            if outcome == OTHER:
                self.app.push_screen(WriteScreen(_("How did it end?")), lambda text: close(OTHER, text))
            elif outcome:
                close(outcome, "")

        def close(outcome: str, text: str | None) -> None:
            if text is not None:
                work = self._leave_hands("close", row.id, outcome=outcome, text=text, seen_presses=row.presses)
                self.start(work)

        title = _("Close: how did it end?")
        self.app.push_screen(ChooseScreen(title, outcomes_for(row, self.board.outcomes)), picked)

    async def _leave_hands(self, name: str, incident: int, **args: Any) -> None:
        if (await self.desk.do(name, incident, **args)).ok:
            self.finished()

    def _with_reason(self, title: str, reasons: tuple[str, ...], given: Any) -> None:
        def picked(reason: str | None) -> None:
            if reason == OTHER:
                self.app.push_screen(WriteScreen(title), lambda text: given(text) if text else None)
            elif reason:
                given(reason)

        options = [(_(reason), _(reason)) for reason in reasons]
        self.app.push_screen(ChooseScreen(title, [*options, (OTHER, _("Another reason (write it)"))]), picked)

    def _calls(self, row: Row) -> None:
        async def tick(unit_id: int, result: str) -> Reply:
            return await self.desk.do("called", row.id, unit_id=unit_id, result=result)

        self.app.push_screen(CallsScreen(row.id, self.client.fetch, tick, self.client.now_ms, self.zone))

    # ---- a key and a search ----

    def _search(self) -> None:
        def found(hit: Found | None) -> None:
            if hit is not None:
                self.open_for(hit)

        self.app.push_screen(SearchScreen(self.client.fetch, Purpose.READ), found)

    def _open(self) -> None:
        def found(hit: Found | None) -> None:
            if hit is not None:
                self.open_for(hit)

        self.app.push_screen(SearchScreen(self.client.fetch, Purpose.OPEN), found)

    def _tie(self, row: Row) -> None:
        def found(hit: Found | None) -> None:
            if hit is not None:
                self.start(self.desk.do("tie", row.id, subscriber_id=hit.id))

        self.app.push_screen(SearchScreen(self.client.fetch, Purpose.TIE), found)

    def open_for(self, hit: Found) -> None:
        """Open an incident by hand for a person or a unit, with a word on why."""

        def written(text: str | None) -> None:
            if text is not None:
                self.start(work(text))

        async def work(text: str) -> None:
            key = "subscriber_id" if hit.what == "person" else "unit_id"
            reply = await self.desk.do("open", 0, **{key: hit.id, "text": text})
            incident = reply.result.get("incident", 0) if isinstance(reply.result, dict) else reply.result
            if reply.ok and isinstance(incident, int):
                self.selection.choose(incident)
                self.opened(incident)

        title = _("Open an incident for {name}: what has happened?").format(name=hit.name)
        self.app.push_screen(WriteScreen(title, _("May be left empty"), needed=False), written)
