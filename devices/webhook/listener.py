"""The webhook door's port: one HTTP endpoint, described by its own OpenAPI page."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, post
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from msgspec import Struct

from alarmd.config import WebhookSettings, split_address
from alarmd.http_server import WebListener
from devices.listener import Centre, Rejects
from devices.twisted_bridge import Reactor
from devices.webhook.reception import Answer, Reception
from devices.webhook.reception import Request as Arrived
from protocols.webhook import read_secret

PATH = "/v1/events"
MOST_BODY = 64 * 1024
"""Bytes of one request's body; more is answered 413."""

_SAYS = """One event of one unit, as a JSON object. Only `unit` must be there.

| member | what |
| --- | --- |
| `unit` | what the unit is called in alarmd's registry, 1 to 64 characters |
| `event` | `press fall fire gas water threat inactivity assistance battery mains tamper link device_fault cancelled presence information test heartbeat`; any other word is raised for a person to look at |
| `restored` | true when it is over |
| `at` | when it happened, RFC 3339 with a zone |
| `peripheral` | which pendant or detector |
| `text` | up to 500 characters |
| `position` | `latitude`, `longitude` (degrees), `accuracy_m`, `at` |
| `battery_percent` | 0 to 100 |

Headers by Standard Webhooks 1.0: `webhook-id` (unique for each event, the same in repeats), `webhook-timestamp`,
`webhook-signature`. Repeat until a 2xx comes: 200 means that the event is on disk.
"""  # noqa: E501 - a row of a table cannot be broken


_ANSWERS = {
    200: "it is on disk",
    401: "not signed by a known secret",
    422: "no unit named; the bytes are kept",
    429: "too fast: send it again",
    503: "not stored: send it again",
}


class Told(Struct):
    """What the body of an answer says."""

    result: str
    sentence: str = ""


class WebhookDoor:
    """One HTTP or HTTPS listener of one [[doors]] block of kind webhook.

    Raises:
        UnusableSecretError: a secret in the settings cannot be used.
    """

    def __init__(self, settings: WebhookSettings, centre: Centre, reactor: Reactor | None = None) -> None:
        self.name = settings.name or settings.kind
        self.addresses: dict[str, tuple[str, int]] = {}
        self._settings = settings
        self._clock = centre.clock
        self.reception = Reception(self.name, settings, centre, [read_secret(text) for text in settings.secrets])
        self._listener: WebListener | None = None

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no message, for technicians."""
        return self.reception.rejects

    async def open(self) -> None:
        """Bind the port.

        Raises:
            ListenerRefused: the address or the certificate cannot be used.
        """
        settings = self._settings
        host, port = split_address(settings.http)
        self._listener = WebListener(
            self.name,
            self.application(),
            host=host,
            port=port,
            certificate=Path(settings.certificate) if settings.certificate else None,
            key=Path(settings.private_key) if settings.private_key else None,
            behind_proxy=settings.behind_proxy,
        )
        self.addresses["http"] = (host, self._listener.port)

    async def serve(self) -> None:
        """Answer requests until the door is closed."""
        if self._listener is not None:
            await self._listener.run()

    async def close(self) -> None:
        """Take no more requests; those under way get 3 s. Safe to say more than once."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        listener.stop()
        await listener.ended()

    def application(self) -> Litestar:
        """The endpoint and its description at `/openapi.json`."""

        @post(
            PATH,
            summary="One event of one unit",
            description=_SAYS,
            responses={status: ResponseSpec(Told, description=text) for status, text in _ANSWERS.items()},
        )
        async def receive(request: Request[Any, Any, Any]) -> Response[Told]:
            return await self._receive(request)

        return Litestar(
            route_handlers=[receive],
            request_max_body_size=MOST_BODY,
            logging_config=None,
            openapi_config=OpenAPIConfig(
                title="alarmd webhooks",
                version=version("alarmd"),
                path="/",
                render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            ),
        )

    async def _receive(self, request: Request[Any, Any, Any]) -> Response[Told]:
        received_at, received_s = self._clock.now(), self._clock.monotonic()
        body = await request.body()
        host = request.client.host if request.client else "?"
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = await self.reception.receive(Arrived(headers, body, host, received_at, received_s))
        return _response(answer)


def _response(answer: Answer) -> Response[Told]:
    headers = {"retry-after": str(answer.retry_after_s)} if answer.retry_after_s else {}
    return Response(Told(answer.result, answer.sentence), status_code=answer.status, headers=headers)
