"""What the operator does, told to the daemon; what it answers, told to the operator. No screen here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from console.client import FeedClient
from console.link import LinkState
from console.texts import N_, _
from protocols.console_feed.messages import Reply

DONE: Mapping[str, str] = {
    "claim": N_("You have the incident."),
    "take_over": N_("You have taken the incident over."),
    "note": N_("The note is stored."),
    "hand_back": N_("The incident is back in the queue."),
    "dispatch": N_("The on-call team is called out."),
    "accept": N_("It is noted who has accepted the mission."),
    "arrive": N_("It is noted that help is on site."),
    "close": N_("The incident is closed."),
    "tie": N_("The incident is tied to the person."),
    "untie": N_("The unit's next press is an unknown unit's again."),
    "called": N_("The call is noted."),
    "open": N_("An incident is opened."),
}
RENEW_S = 30.0


class Tone(StrEnum):
    """How a sentence for the operator is meant."""

    DONE = "done"
    NEWS = "news"
    WAIT = "wait"
    ALARM = "alarm"
    ERROR = "error"


Say = Callable[[str, Tone], None]


class Desk:
    """Sends commands and reports how they went; keeps the lease of the incident that is worked on."""

    def __init__(self, client: FeedClient, say: Say, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._say = say
        self._monotonic = monotonic
        self._active = False
        self._renewed_s = monotonic()

    async def do(self, name: str, incident: int = 0, **args: Any) -> Reply:
        """Have it done and say so, or say why not."""
        if self._client.link.state is not LinkState.UP:
            self._say(_("No contact with the centre. This is done as soon as the line is back."), Tone.WAIT)
        reply = await self._client.command(name, incident, **args)
        if reply.ok:
            self._active, self._renewed_s = False, self._monotonic()
            self._say(_(DONE[name]) if name in DONE else "", Tone.DONE)
        else:
            self._say(
                reply.error or _("The centre could not do it ({code}). Try again.").format(code=reply.code), Tone.ERROR
            )
        return reply

    def touched(self) -> None:
        """The operator pressed a key."""
        self._active = True

    def renewal_due(self) -> bool:
        """Whether to tell the daemon that the operator is still at work: at most each 30 s, only after a key."""
        now_s = self._monotonic()
        if not self._active or now_s - self._renewed_s < RENEW_S:
            return False
        self._active, self._renewed_s = False, now_s
        return True

    async def renew(self, incident: int) -> None:
        """Let the lease run anew; a refusal shows on the board by itself."""
        await self._client.command("renew", incident)
