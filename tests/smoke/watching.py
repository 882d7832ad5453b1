"""A console that remembers what rang and why it was cut off, and time that passes for centre and console alike."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from console.board import LIFE_SAFETY, Change
from console.link import Link
from deploy.demo.headless import HeadlessConsole
from protocols.console_feed.messages import Row
from tests.fakes.loop import settle
from tests.fakes.pace import asked
from tests.smoke.lab import Lab

STEP_S = 4.0
"""A console that answers no ping for 10 s is dropped, so time must not pass in longer leaps while one looks on."""


class Watcher(HeadlessConsole):
    """A headless console with a memory.

    Attributes:
        rung: why life-safety rang, in order. reasons: why links were lost.
    """

    def __init__(self, lab: Lab, token: str = "") -> None:
        super().__init__(lab.centre.feed, token or lab.token)
        self.rung: list[str] = []
        self.reasons: list[str] = []
        self.pinged = asyncio.Event()

    def changed(self, change: Change) -> None:
        """Note what is to be heard."""
        self.rung += [ring.why for ring in change.rings if ring.lane == LIFE_SAFETY]
        super().changed(change)

    def link_changed(self, link: Link) -> None:
        """Note why the link went."""
        super().link_changed(link)
        if link.reason:
            self.reasons.append(link.reason)
        self.pinged.set()

    def rows(self) -> list[Row]:
        """The life-safety queue, most urgent first."""
        return self.client.board.queue(LIFE_SAFETY)

    def only(self) -> Row:
        """The one row of the life-safety queue."""
        (row,) = self.rows()
        return row

    async def do(self, name: str, **words: Any) -> None:
        """Give a command about the only row and have it carried out."""
        reply = await self.client.command(name, self.only().id, **words)
        assert reply.ok, reply


class Story:
    """A centre whose time the test moves. Whoever lets time pass here also checks promise 3 on the way."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self._moved_s = 0.0

    async def pass_s(self, seconds: float, console: Watcher) -> None:
        """Let time pass in steps that a console survives: it is pinged each 3 s of the daemon's time."""
        while seconds > 0:
            step = min(seconds, STEP_S)
            console.pinged.clear()
            self.leap_s(step)
            if step == STEP_S:
                await asyncio.wait_for(console.pinged.wait(), 5.0)
            await settle()
            seconds -= step

    def leap_s(self, seconds: float) -> None:
        """Let time pass at once, while no console looks on."""
        self.lab.move_clock(seconds)
        self._moved_s += seconds

    def now(self) -> datetime:
        """The daemon's time."""
        return datetime.now(UTC) + timedelta(seconds=self._moved_s)

    async def until_state(self, state: str, **also: Any) -> dict[str, Any]:
        """The only open life-safety incident, once it is in `state`; it is never unowned meanwhile."""
        found: dict[str, Any] = {}

        def there() -> bool:
            found.update(self.only_owned())
            return found["state"] == state and all(found[key] == value for key, value in also.items())

        assert await asked(there, 5.0), f"wanted {state} {also}, found {found}"
        return found

    def only_owned(self) -> dict[str, Any]:
        """The only open life-safety incident; fails when promise 3 does not hold for it."""
        incidents = [each for each in self.lab.incidents() if each["lane"] == "life_safety"]
        for incident in incidents:
            self._owned(incident)
        (incident,) = incidents
        return incident

    def _owned(self, incident: dict[str, Any]) -> None:
        assert incident["state"] in ("waiting", "claimed", "dispatched", "accepted", "on_site")
        assert incident["deadline_at"], incident
        late = self.now() - datetime.fromisoformat(incident["deadline_at"])
        assert late < timedelta(seconds=STEP_S + 2), f"nobody acts on a deadline: {incident}"
        if incident["state"] != "waiting":
            assert incident["owner"], incident

    def timeline(self, incident_id: int) -> list[str]:
        """What happened to an incident, oldest first."""
        store = self.lab.database()
        try:
            rows = store.execute("SELECT what FROM timeline WHERE incident_id = ? ORDER BY id", (incident_id,))
            return [what for (what,) in rows]
        finally:
            store.close()
