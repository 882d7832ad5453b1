"""The two applications: the internal one (api, feed, metrics, health) and the public one (responder pages only)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Request, Response
from litestar.handlers import HTTPRouteHandler, WebsocketRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.status_codes import HTTP_503_SERVICE_UNAVAILABLE

from alarmd.domain.ports import LedgerUnavailable
from alarmd.services.texts import sentence

_MOST_BODY = 64 * 1024


def internal_app(routes: Sequence[HTTPRouteHandler | WebsocketRouteHandler], version: str) -> Litestar:
    """The application of the internal listener."""
    return Litestar(
        route_handlers=list(routes),
        request_max_body_size=_MOST_BODY,
        logging_config=None,
        exception_handlers={LedgerUnavailable: _store_is_away},
        openapi_config=OpenAPIConfig(
            title="alarmd",
            version=version,
            path="/api/schema",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            components=Components(
                security_schemes={"bearer": SecurityScheme(type="http", scheme="bearer", description="from /api/login")}
            ),
        ),
    )


def _store_is_away(_: Request[Any, Any, Any], __: Exception) -> Response[dict[str, str]]:
    refusal = {"code": "unavailable", "error": sentence("unavailable")}
    return Response(refusal, status_code=HTTP_503_SERVICE_UNAVAILABLE, headers={"retry-after": "2"})


def public_app(routes: Sequence[HTTPRouteHandler]) -> Litestar:
    """The application of the public listener: nothing but what responders need."""
    return Litestar(
        route_handlers=list(routes), request_max_body_size=_MOST_BODY, logging_config=None, openapi_config=None
    )
