"""`/api`: login, and incidents, signals and units to read. OpenAPI at `/api/schema/openapi.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT, HTTP_401_UNAUTHORIZED, HTTP_429_TOO_MANY_REQUESTS
from litestar.types import Guard

from alarmd.domain.incident import Incident
from alarmd.services.register import Register
from alarmd.services.rows import milliseconds
from alarmd.services.texts import sentence
from alarmd.telemetry import Telemetry
from alarmd.web.board import UnitsBoard
from alarmd.web.limits import FailureLimit
from alarmd.web.sessions import Sessions
from protocols.console_feed.messages import UnitLine

MOST_ITEMS = 500

Limit = Annotated[int, QueryParameter(ge=1, le=MOST_ITEMS, description="how many items at most")]


class Credentials(msgspec.Struct, frozen=True):
    """What somebody logs in with."""

    username: Annotated[str, msgspec.Meta(max_length=200)]
    password: Annotated[str, msgspec.Meta(max_length=1000)]
    language: str = "sv"


class Login(msgspec.Struct, frozen=True):
    """A new session; the token is shown once and goes into the header `Authorization: Bearer …`."""

    token: str
    operator: str
    name: str
    expires_ms: int


class Refusal(msgspec.Struct, frozen=True):
    """Why not, as a code and as a sentence for people."""

    code: str
    error: str


class IncidentPage(msgspec.Struct, frozen=True):
    """Incidents, newest first; `next` is the `before` of the next page."""

    items: list[Incident]
    next: int | None = None


class SignalPage(msgspec.Struct, frozen=True):
    """Stored signals with their stamps, newest first."""

    items: list[dict[str, Any]]


class UnitLinePage(msgspec.Struct, frozen=True):
    """Units, silent ones first."""

    items: list[UnitLine]
    total: int
    silent: int
    next: int | None = None


@dataclass(frozen=True, slots=True)
class LoginLimits:
    """Failed logins per minute: few for one name from one source, more for a source as a whole (many consoles)."""

    name: FailureLimit
    source: FailureLimit


def bearer(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The token of the request, or an empty string."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def session_guard(sessions: Sessions) -> Guard:
    """Lets only living sessions pass."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        session = await sessions.find(bearer(connection))
        if session is None:
            raise NotAuthorizedException(detail=sentence("unauthorized"))
        connection.state.session = session

    return guard


def login_routes(sessions: Sessions, limits: LoginLimits, telemetry: Telemetry) -> Sequence[HTTPRouteHandler]:
    """`/api/login` and `/api/logout`."""

    @post("/api/login", status_code=HTTP_200_OK, tags=["session"])
    async def login(data: JSONBody[Credentials], request: Request[Any, Any, Any]) -> Response[Login | Refusal]:
        """Exchange a user name and a password for a token of 12 hours."""
        source = request.client.host if request.client else ""
        keys = ((limits.name, f"{source} {data.username}"), (limits.source, source))
        wait_s = max(limit.wait_s(key) for limit, key in keys)
        if wait_s > 0:
            telemetry.refused.labels("login", "too_many").inc()
            refusal = Refusal("too_many", sentence("too_many", data.language))
            headers = {"retry-after": str(int(wait_s) + 1)}
            return Response(refusal, status_code=HTTP_429_TOO_MANY_REQUESTS, headers=headers)
        for limit, key in keys:
            limit.failed(key)
        found = await sessions.login(data.username, data.password)
        if found is None:
            telemetry.refused.labels("login", "credentials").inc()
            return Response(Refusal("login", sentence("login", data.language)), status_code=HTTP_401_UNAUTHORIZED)
        for limit, key in keys:
            limit.succeeded(key)
        token, session = found
        return Response(
            Login(token, f"operator:{session.operator_id}", session.name, milliseconds(session.expires_at)),
            headers={"cache-control": "no-store"},
        )

    @post("/api/logout", status_code=HTTP_204_NO_CONTENT, tags=["session"])
    async def logout(request: Request[Any, Any, Any]) -> None:
        """Revoke the token that the request carries."""
        if token := bearer(request):
            await sessions.revoke(token)

    return [login, logout]


def reading_routes(register: Register, board: UnitsBoard, guard: Guard) -> Sequence[HTTPRouteHandler]:
    """`/api/incidents`, `/api/signals`, `/api/units`: to read, with a token."""

    @get("/api/incidents", guards=[guard], tags=["read"], security=[{"bearer": []}])
    async def incidents(
        limit: Limit = 100, before: FromQuery[int | None] = None, open_only: FromQuery[bool] = False
    ) -> IncidentPage:
        """Incidents, newest first, below id `before`."""
        found = await register.incidents(open_only=open_only, limit=limit, before=before)
        return IncidentPage(list(found), found[-1].id if len(found) == limit else None)

    @get("/api/signals", guards=[guard], tags=["read"], security=[{"bearer": []}])
    async def signals(
        limit: Limit = 100, unit: FromQuery[str | None] = None, after: FromQuery[int | None] = None
    ) -> SignalPage:
        """Signals, newest first; of one unit by its address; above id `after`."""
        found: Sequence[Mapping[str, Any]] = await register.signals(unit=unit, limit=limit, after=after)
        return SignalPage([dict(row) for row in found])

    @get("/api/units", guards=[guard], tags=["read"], security=[{"bearer": []}], sync_to_thread=False)
    def units(limit: Limit = 100, page: FromQuery[int] = 0, words: FromQuery[str] = "") -> UnitLinePage:
        """Units with their supervision, silent ones first; `words` must stand in the address or the place."""
        found = board.page(page, limit, words)
        more = (found.page + 1) * found.size < found.total
        return UnitLinePage(found.units, found.total, found.silent, found.page + 1 if more else None)

    return [incidents, signals, units]
