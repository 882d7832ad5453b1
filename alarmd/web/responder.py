"""The one-time link of the on-call team: GET shows and changes nothing, POST accepts, declines or arrives.

The link's token is 128 random bits or more, known to nobody but the notice's receiver; the store keeps its SHA-256.
It dies with its escalation step, except for the one who accepted: that one reads address, door and key by it until
the incident closes.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, post, route
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, URLEncodedBody
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_404_NOT_FOUND,
    HTTP_410_GONE,
    HTTP_429_TOO_MANY_REQUESTS,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from alarmd.domain import commands as c
from alarmd.domain.incident import Incident, State
from alarmd.domain.ports import Clock, LedgerUnavailable
from alarmd.services.register import LinkRecord, Register
from alarmd.telemetry import Telemetry
from alarmd.web.limits import FailureLimit
from alarmd.web.ports import Desk
from alarmd.web.responder_pages import HEADERS, Pages
from alarmd.web.sessions import token_hash

log = logging.getLogger(__name__)

Html = Response[str]


class Standing(StrEnum):
    """How a link stands with its incident."""

    OPEN = "open"
    MINE = "mine"
    TAKEN = "taken"
    EXPIRED = "expired"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ResponderParts:
    """What the pages work with. `name_of("responder:3")` gives names; `misses` slows down who guesses links."""

    clock: Clock
    telemetry: Telemetry
    register: Register
    desk: Desk
    name_of: Callable[[str], str]
    misses: FailureLimit
    zone: ZoneInfo
    language: str = "sv"


def responder_routes(parts: ResponderParts) -> Sequence[HTTPRouteHandler]:
    """The handlers, for the public listener."""
    links = Links(parts)

    @route("/r/{token:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], media_type="text/html")
    async def look(token: FromPath[str], request: Request[Any, Any, Any]) -> Html:
        return await links.look(token, _source(request))

    @post("/r/{token:str}", media_type="text/html")
    async def act(token: FromPath[str], data: URLEncodedBody[dict[str, str]], request: Request[Any, Any, Any]) -> Html:
        return await links.act(token, data.get("action", ""), _source(request))

    return [look, act]


class Links:
    """Finds what a link stands for, shows it, and carries out what its owner decides."""

    def __init__(self, parts: ResponderParts) -> None:
        self._p = parts
        self._pages = Pages(parts.language)

    async def look(self, token: str, source: str) -> Html:
        """Show the link. Reads only: a preview that fetches it twenty times accepts nothing."""
        return await self._found(token, source, self._show)

    async def act(self, token: str, action: str, source: str) -> Html:
        """Carry out `accept`, `decline` or `arrive`, then send the browser back to the page."""

        async def carry_out(record: LinkRecord, incident: Incident) -> Html:
            command = self._command(record, incident, action)
            if command is None:
                return await self._show(record, incident)
            reply = await self._p.desk.execute(f"link:{record.notice.id}:{action}:{incident.accepted_at}", command)
            if not reply.ok and reply.code in ("unavailable", "busy"):
                return self._answer(self._pages.say("later"), HTTP_503_SERVICE_UNAVAILABLE)
            return Response("", status_code=HTTP_303_SEE_OTHER, headers={**HEADERS, "location": f"/r/{token}"})

        return await self._found(token, source, carry_out)

    async def _found(self, token: str, source: str, then: Callable[[LinkRecord, Incident], Awaitable[Html]]) -> Html:
        if self._p.misses.wait_s(source) > 0:
            return self._answer(self._pages.say("too_many"), HTTP_429_TOO_MANY_REQUESTS)
        try:
            record = await self._p.register.link(token_hash(token))
            incident = await self._p.register.incident(record.notice.incident_id) if record else None
            if record is not None and incident is not None:
                return await then(record, incident)
        except LedgerUnavailable:
            return self._answer(self._pages.say("later"), HTTP_503_SERVICE_UNAVAILABLE)
        self._p.misses.failed(source)
        self._p.telemetry.refused.labels("responder", "link").inc()
        return self._answer(self._pages.say("unknown"), HTTP_404_NOT_FOUND)

    async def _show(self, record: LinkRecord, incident: Incident) -> Html:
        match self._standing(record, incident):
            case Standing.OPEN:
                until = record.notice.expires_at.astimezone(self._p.zone).strftime("%H:%M:%S")
                place = self._p.name_of(f"tenant:{incident.tenant_id}")
                return self._answer(self._pages.ask(incident.kind, place, until))
            case Standing.MINE:
                return await self._mission(record, incident)
            case Standing.TAKEN:
                return self._answer(self._pages.say("taken", who=self._p.name_of(incident.responder)))
            case Standing.CLOSED:
                return self._answer(self._pages.say("closed"), HTTP_410_GONE)
            case _:
                return self._answer(self._pages.say("expired"), HTTP_410_GONE)

    async def _mission(self, record: LinkRecord, incident: Incident) -> Html:
        card = await self._p.register.card(incident)
        opened_by = f"responder:{record.notice.responder_id}"
        try:
            await self._p.register.journal_opening(incident.id, opened_by, "responder_page", self._p.clock.now())
        except LedgerUnavailable:
            log.error("the opening of a responder's page could not be journalled")
            self._p.telemetry.invariants.labels("opening_not_journalled").inc()
        return self._answer(self._pages.mission(incident.kind, card, on_site=incident.state is State.ON_SITE))

    def _standing(self, record: LinkRecord, incident: Incident) -> Standing:
        notice, me = record.notice, f"responder:{record.notice.responder_id}"
        if not incident.is_open:
            return Standing.CLOSED
        if incident.state in (State.ACCEPTED, State.ON_SITE):
            return Standing.MINE if incident.responder == me else Standing.TAKEN
        running = incident.state is State.DISPATCHED and incident.step == notice.step
        return Standing.OPEN if running and self._p.clock.now() < notice.expires_at else Standing.EXPIRED

    def _command(self, record: LinkRecord, incident: Incident, action: str) -> c.Command | None:
        """The command of a button, or None when the link's standing does not have that button."""
        me = f"responder:{record.notice.responder_id}"
        standing = self._standing(record, incident)
        if action == "accept" and standing is Standing.OPEN:
            return c.Accept(incident.id, me, me)
        may_decline = standing is Standing.OPEN or (standing is Standing.MINE and incident.state is State.ACCEPTED)
        if action == "decline" and may_decline:
            return c.Decline(incident.id, me, me)
        if action == "arrive" and standing is Standing.MINE and incident.state is State.ACCEPTED:
            return c.Arrive(incident.id, me)
        return None

    def _answer(self, page: str, status: int = HTTP_200_OK) -> Html:
        return Response(page, status_code=status, headers=dict(HEADERS), media_type="text/html")


def _source(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client else ""
