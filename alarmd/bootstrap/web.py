"""Joins stop 7 to the outside: the internal listener (feed, api, metrics, health) and the public one (pages)."""

from __future__ import annotations

import logging
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler, WebsocketRouteHandler

from alarmd.bootstrap.services import Services
from alarmd.bootstrap.stored import Stored
from alarmd.config import Config, split_address
from alarmd.domain.ports import Clock
from alarmd.http_server import WebListener
from alarmd.telemetry import Telemetry
from alarmd.web.api import LoginLimits, login_routes, reading_routes, session_guard
from alarmd.web.apps import internal_app, public_app
from alarmd.web.board import UnitsBoard
from alarmd.web.console import FeedParts
from alarmd.web.feed import feed_route
from alarmd.web.health import Condition, health_routes
from alarmd.web.limits import FailureLimit
from alarmd.web.questions import Questions
from alarmd.web.responder import ResponderParts, responder_routes
from alarmd.web.sessions import Passwords, Sessions
from alarmd.web.tracing import trace_route

log = logging.getLogger(__name__)


class Web:
    """The two listeners of one daemon and what they work with."""

    def __init__(
        self,
        config: Config,
        stored: Stored,
        services: Services,
        clock: Clock,
        telemetry: Telemetry,
        condition: Condition,
    ) -> None:
        self._config = config
        self._clock = clock
        self._telemetry = telemetry
        self._services = services
        self._register = stored.register
        self.passwords = Passwords()
        self.sessions = Sessions(clock, stored.register, self.passwords)
        self.board = UnitsBoard(stored.units, services.watch, services.rows)
        self.questions = Questions(
            clock=clock, telemetry=telemetry, register=stored.register, relay=services.relay, board=self.board
        )
        self.listeners = [self._listen("internal", internal_app(self._routes(condition), version("alarmd")))]
        if config.web.public:
            self.listeners.append(self._listen("public", public_app(responder_routes(self._pages()))))

    def _routes(self, condition: Condition) -> list[HTTPRouteHandler | WebsocketRouteHandler]:
        services = self._services
        feed = FeedParts(
            clock=self._clock,
            telemetry=self._telemetry,
            relay=services.relay,
            desk=services.desk,
            sessions=self.sessions,
            presence=services.presence,
            questions=self.questions,
            board=self.board,
            condition=condition,
        )
        limits = LoginLimits(FailureLimit(self._clock, failures=5), FailureLimit(self._clock, failures=30))
        guard = session_guard(self.sessions)
        return [
            feed_route(feed),
            *login_routes(self.sessions, limits, self._telemetry),
            *reading_routes(self._register, self.board, guard),
            *health_routes(condition, self._telemetry),
            trace_route(services.trace, guard),
        ]

    def _pages(self) -> ResponderParts:
        return ResponderParts(
            clock=self._clock,
            telemetry=self._telemetry,
            register=self._register,
            desk=self._services.desk,
            name_of=self._services.relay.name,
            misses=FailureLimit(self._clock, failures=20),
            zone=ZoneInfo(self._config.centre.time_zone),
            language=self._config.centre.language,
        )

    def _listen(self, name: str, app: Litestar) -> WebListener:
        web = self._config.web
        host, port = split_address(getattr(web, name))
        certificate, key = getattr(web, f"{name}_certificate"), getattr(web, f"{name}_key")
        listener = WebListener(
            name,
            app,
            host=host,
            port=port,
            certificate=Path(certificate) if certificate else None,
            key=Path(key) if key else None,
            behind_proxy=name == "public" and web.behind_proxy,
        )
        log.info("%s web listens on %s:%d", name, host, listener.port)
        return listener

    async def close(self) -> None:
        """Wait for what is still being journalled, and end the threads."""
        await self.questions.close()
        self.passwords.close()
