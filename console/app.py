"""The operator console: wires feed, board screen and sound together. What each does is in its own file."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.timer import Timer

from console.board import LANES, LIFE_SAFETY, Change
from console.client import FeedClient
from console.clock import Clock, SystemClock
from console.config import Settings
from console.desk import Tone
from console.errors import LoginRefused
from console.link import Link, LinkState
from console.palette import NIGHT
from console.screens.board import BoardScreen
from console.screens.calls import CallsScreen
from console.screens.choose import ChooseScreen
from console.screens.help import HelpScreen
from console.screens.units import UnitsScreen
from console.screens.write import WriteScreen
from console.sound import LINK, Player, Ringer
from console.texts import _, use
from protocols.console_feed.messages import Found

COALESCE_S = 0.08
RINGING_S = 0.25

LogIn = Callable[[str], Awaitable[str]]
"""A password for a session token."""

log = logging.getLogger(__name__)


class ConsoleApp(App[None]):
    """Listens to the feed client. New alarms are painted and heard at once, other changes gathered for 80 ms."""

    CSS_PATH = Path(__file__).parent / "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "alarmd"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "units", show=False),
        Binding("m", "mute", show=False),
        Binding("question_mark", "help", show=False),
        Binding("q", "leave", show=False),
        Binding("ctrl+q", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        token: str,
        *,
        log_in: LogIn | None = None,
        clock: Clock | None = None,
        bell: Callable[[], None] | None = None,
    ) -> None:
        use(settings.language)
        super().__init__()
        self.register_theme(NIGHT)
        self.theme = NIGHT.name
        self.settings = settings
        self.clock = clock or SystemClock()
        self.client = FeedClient(
            settings.url, token, self, clock=self.clock, language=settings.language, tls=settings.tls()
        )
        self.ringer = Ringer()
        self.player = Player(settings.sound_command, bell or self.bell)
        self._log_in = log_in
        self._asking = False
        self._confirm: list[int] = []
        self._gathering: Timer | None = None
        self._board_screen = BoardScreen(self.client, settings, self.clock)

    def get_default_screen(self) -> BoardScreen:
        """The board is where everything starts and ends."""
        return self._board_screen

    def on_mount(self) -> None:
        """Listen, and keep the time."""
        self.run_worker(self._listen(), name="feed", exit_on_error=False)
        self.set_interval(1.0, self._paint)
        self.set_interval(RINGING_S, self._ring)

    async def on_unmount(self) -> None:
        """Leave nothing behind."""
        await self.client.stop()
        await self.player.close()

    async def _listen(self) -> None:
        """Keep the feed running whatever happens: a console must never vanish because the network did."""
        while True:
            try:
                await self.client.run()
                return
            except Exception:
                log.exception("the feed client failed and is started again")

    # ---- Listener of the feed client ----

    def changed(self, change: Change) -> None:
        """The board changed: sound at once, paint at once or soon, confirm when painted."""
        self._confirm += change.confirm
        now_s = self.clock.monotonic()
        for lane in {ring.lane for ring in change.rings}:
            if self.ringer.now(lane, now_s):
                self.player.play(lane)
        self._board_screen.took(change)
        if isinstance(self.screen, CallsScreen):
            self.screen.took(change)
        if change.rings or change.whole:
            self._show()
        elif self._gathering is None:
            self._gathering = self.set_timer(COALESCE_S, self._show)

    def link_changed(self, link: Link) -> None:
        """The lamp and the banner follow; a refused session is asked for anew."""
        self._paint()
        if link.state is LinkState.REFUSED and self._log_in is not None and not self._asking:
            self._ask_password()

    def _show(self) -> None:
        if self._gathering is not None:
            self._gathering.stop()
            self._gathering = None
        self._paint()
        if self._confirm:
            confirm, self._confirm = self._confirm, []
            self.screen.call_after_refresh(self.client.painted, confirm)

    def _paint(self) -> None:
        if self._board_screen.is_mounted:
            self._board_screen.paint(self.ringer.muted_left_s(self.clock.monotonic()))

    def _ring(self) -> None:
        """Sound again what nobody has taken, and a line that is silent."""
        now_s = self.clock.monotonic()
        lanes = {lane for lane in LANES if lane == LIFE_SAFETY and self.client.board.waiting(lane)}
        if self.client.link.old(now_s):
            lanes.add(LINK)
        for lane in self.ringer.due(lanes, now_s):
            self.player.play(lane)
        selected = self._board_screen.selection.row
        if selected is not None and self.client.board.mine(selected) and self._board_screen.desk.renewal_due():
            self._board_screen.start(self._board_screen.desk.renew(selected.id))

    async def on_event(self, event: events.Event) -> None:
        """Any key tells that the operator is at work."""
        if isinstance(event, events.Key):
            self._board_screen.desk.touched()
        await super().on_event(event)

    # ---- keys that belong to no incident ----

    def action_units(self) -> None:
        """The units board."""

        def found(hit: Found | None) -> None:
            if hit is not None:
                self._board_screen.open_for(hit)

        self.push_screen(UnitsScreen(self.client.fetch, self.client.now_ms, self.settings.zone), found)

    def action_mute(self) -> None:
        """Silence for a minute at most."""
        self.ringer.mute(self.clock.monotonic())
        self._paint()

    def action_help(self) -> None:
        """The help page."""
        self.push_screen(HelpScreen())

    def action_leave(self) -> None:
        """Quit; with incidents in hand only after a second key."""
        board = self.client.board
        held = sum(board.mine(row) for lane in LANES for row in board.queue(lane))
        if not held:
            self.exit()
            return
        options = [("stay", _("Stay")), ("leave", _("Quit: the incidents go back to the queue"))]
        title = _("You still have incidents: {count}").format(count=held)
        self.push_screen(ChooseScreen(title, options), lambda choice: self.exit() if choice == "leave" else None)

    def _ask_password(self) -> None:
        self._asking = True

        async def log_in(password: str) -> None:
            try:
                if self._log_in is not None:
                    self.client.renew_token(await self._log_in(password))
            except LoginRefused as error:
                self._board_screen.say(str(error), Tone.ERROR)
            finally:
                self._asking = False

        def written(password: str | None) -> None:
            self.run_worker(log_in(password or ""), exit_on_error=False)

        title = _("The session has ended. Password for {user}:").format(user=self.settings.user)
        self.push_screen(WriteScreen(title, secret=True), written)
