"""`/health`, `/ready` and `/metrics`: what machines ask about the daemon (DESIGN §6 *Health*)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from alarmd.telemetry import Telemetry

Check = Callable[[], Iterable[str]]
"""Looks at one part and returns reasons in plain words (`store does not commit`); nothing means all is well."""

EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Condition:
    """What is wrong now. Parts add their checks; nothing is cached.

    Attributes:
        unready: reasons why no traffic should be sent here (store, doors, stopping).
        degraded: reasons that people must look at while work goes on (loop lag, clock steps).
    """

    unready: list[Check] = field(default_factory=list)
    degraded: list[Check] = field(default_factory=list)

    def unready_reasons(self) -> list[str]:
        """Why the daemon is not ready; empty when it is."""
        return [reason for check in self.unready for reason in check()]

    def degraded_reasons(self) -> list[str]:
        """Everything that is not as it should be."""
        return self.unready_reasons() + [reason for check in self.degraded for reason in check()]


def health_routes(condition: Condition, telemetry: Telemetry) -> Sequence[HTTPRouteHandler]:
    """The handlers, for the internal listener; they need no login and say nothing about persons."""

    @get("/health", sync_to_thread=False, tags=["operations"])
    def health() -> dict[str, object]:
        """`ok`, or `degraded` with reasons; 200 either way, since the process lives."""
        reasons = condition.degraded_reasons()
        return {"status": "degraded" if reasons else "ok", "reasons": reasons}

    @get("/ready", sync_to_thread=False, tags=["operations"])
    def ready() -> Response[dict[str, object]]:
        """200 when the store commits, the doors are open and nobody asked us to stop; else 503 with reasons."""
        reasons = condition.unready_reasons()
        status = HTTP_503_SERVICE_UNAVAILABLE if reasons else HTTP_200_OK
        return Response({"ready": not reasons, "reasons": reasons}, status_code=status)

    @get("/metrics", sync_to_thread=False, tags=["operations"])
    def metrics() -> Response[bytes]:
        """The text that Prometheus scrapes."""
        return Response(telemetry.exposition(), headers={"content-type": EXPOSITION})

    return [health, ready, metrics]
