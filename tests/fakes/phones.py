"""Two persons on call, each with a one-time link, and the public listener that their phones reach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx

from alarmd.domain import commands as c
from alarmd.domain.incident import State
from alarmd.domain.ports import Notice
from alarmd.services.register import LinkRecord
from alarmd.web.apps import public_app
from alarmd.web.limits import FailureLimit
from alarmd.web.responder import ResponderParts, responder_routes
from alarmd.web.sessions import token_hash
from tests.fakes.clock import START, ManualClock
from tests.fakes.web_parts import WebParts, incident, web_parts
from tests.fakes.web_server import serving


class Phones:
    """Two responders with a link each."""

    def __init__(self, parts: WebParts, clock: ManualClock, client: httpx.AsyncClient) -> None:
        self.parts, self.clock, self.client = parts, clock, client
        parts.desk.keep(incident(1, state=State.DISPATCHED, step=0))
        for number, token in ((3, "bo"), (4, "eva")):
            notice = Notice(
                id=number,
                incident_id=1,
                tenant_id=1,
                step=0,
                responder_id=number,
                target="x",
                link_token="",
                created_at=START,
                expires_at=START + timedelta(seconds=60),
            )
            parts.register.links[token_hash(token)] = LinkRecord(notice, "")

    def address(self, token: str) -> str:
        """What the person on call presses on."""
        return f"{self.client.base_url}".rstrip("/") + f"/r/{token}"

    async def look(self, token: str) -> httpx.Response:
        return await self.client.get(f"/r/{token}")

    async def press(self, token: str, action: str) -> httpx.Response:
        return await self.client.post(f"/r/{token}", data={"action": action})

    @property
    def commands(self) -> list[c.Command]:
        return self.parts.desk.commands

    def state(self) -> State:
        return self.parts.register.stored[1].state


@asynccontextmanager
async def phones() -> AsyncIterator[Phones]:
    clock = ManualClock()
    async with web_parts(clock) as parts:
        routes = responder_routes(
            ResponderParts(
                clock=clock,
                telemetry=parts.telemetry,
                register=parts.register,
                desk=parts.desk,
                name_of=parts.relay.name,
                misses=FailureLimit(clock, failures=5),
                zone=ZoneInfo("Europe/Stockholm"),
            )
        )
        async with (
            serving(public_app(routes)) as at,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{at.port}", follow_redirects=True) as client,
        ):
            yield Phones(parts, clock, client)
