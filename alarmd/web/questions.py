"""What a console may ask: card, calls, person, search, unit, units. Openings of a person's card are journalled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from alarmd.domain.ports import Clock
from alarmd.services.register import Register
from alarmd.services.relay import Relay
from alarmd.services.rows import milliseconds
from alarmd.telemetry import Telemetry
from alarmd.web.board import UnitsBoard
from alarmd.web.orders import Arguments, BadArguments, number_of, optional_number_of, text_of
from protocols.console_feed.messages import Calls, Card, Fetch

_PAGE_SIZE = 50
log = logging.getLogger(__name__)


class Questions:
    """Answers fetches from the register (off the loop) and from memory."""

    def __init__(
        self, *, clock: Clock, telemetry: Telemetry, register: Register, relay: Relay, board: UnitsBoard
    ) -> None:
        self._clock = clock
        self._telemetry = telemetry
        self._register = register
        self._relay = relay
        self._board = board
        self._journalling: set[asyncio.Task[None]] = set()
        self._answers: Mapping[str, Callable[[Arguments, str], Awaitable[object]]] = {
            "card": self._card,
            "calls": self._calls,
            "person": self._person,
            "search": self._search,
            "unit": self._unit,
            "units": self._units,
        }

    async def answer(self, fetch: Fetch, actor: str) -> object:
        """What was asked for, or None when it does not exist.

        Raises:
            BadArguments: an unknown question, or an argument missing or of the wrong shape.
        """
        answer = self._answers.get(fetch.what)
        if answer is None:
            raise BadArguments("unknown_question")
        return await answer(fetch.args, actor)

    async def tenant_of(self, subscriber_id: int) -> int:
        """The municipality of a person whom an incident is to be tied to.

        Raises:
            BadArguments: there is no such person.
        """
        found = await self._register.tenant_of(subscriber_id)
        if found is None:
            raise BadArguments("unknown_subject")
        return found

    async def close(self) -> None:
        """Wait for the openings that are still being journalled."""
        await asyncio.gather(*self._journalling)

    async def _card(self, args: Arguments, actor: str) -> Card | None:
        incident_id = number_of(args, "incident")
        incident = await self._register.incident(incident_id)
        if incident is None:
            return None
        if args.get("refresh") is not True:
            self._journal(incident_id, actor, "card")
        card = await self._register.card(incident)
        standing = self._board.standing(incident.unit_id)
        return msgspec.structs.replace(
            card,
            row=self._relay.row(incident),
            timeline=[
                msgspec.structs.replace(line, actor_name=line.actor_name or self._relay.name(line.actor))
                for line in card.timeline
            ],
            supervision=standing.state or card.supervision,
            last_contact_ms=milliseconds(standing.last_contact) or card.last_contact_ms,
        )

    async def _calls(self, args: Arguments, actor: str) -> Calls | None:
        incident = await self._register.incident(number_of(args, "incident"))
        if incident is None:
            return None
        if args.get("refresh") is not True:
            self._journal(incident.id, actor, "calls")
        return await self._register.calls(incident)

    async def _person(self, args: Arguments, actor: str) -> object:
        subscriber_id = number_of(args, "subscriber")
        person = await self._register.person(subscriber_id)
        if person is not None:
            self._journal(0, actor, f"person:{subscriber_id}")
        return person

    async def _search(self, args: Arguments, _: str) -> object:
        words = text_of(args, "text")
        return list(await self._register.search(words)) if words else []

    async def _unit(self, args: Arguments, _: str) -> object:
        return self._board.line(number_of(args, "unit"))

    async def _units(self, args: Arguments, _: str) -> object:
        page = optional_number_of(args, "page") if args.get("page") else 0
        size = optional_number_of(args, "size") or _PAGE_SIZE
        return self._board.page(page or 0, size, text_of(args, "filter"))

    def _journal(self, incident_id: int, actor: str, what: str) -> None:
        """Journal the opening beside the reading: a store that is away must not hide a person who needs help."""
        task = asyncio.get_running_loop().create_task(self._write_opening(incident_id, actor, what))
        self._journalling.add(task)
        task.add_done_callback(self._journalling.discard)

    async def _write_opening(self, incident_id: int, actor: str, what: str) -> None:
        try:
            await self._register.journal_opening(incident_id, actor, what, self._clock.now())
        except Exception:
            log.exception("the opening of a card by %s could not be journalled", actor)
            self._telemetry.invariants.labels("opening_not_journalled").inc()
