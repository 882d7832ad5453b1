"""`/api/trace`: the live trace as lines of JSON, until the reader or the daemon goes away."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery
from litestar.response import Stream
from litestar.types import Guard

from alarmd.services.rows import milliseconds
from alarmd.services.trace import Listener, Trace, TraceLine


def trace_route(trace: Trace, guard: Guard) -> HTTPRouteHandler:
    """The handler, for the internal listener; it wants a session as all reading does."""

    @get("/api/trace", guards=[guard], tags=["read"], security=[{"bearer": []}])
    async def follow(unit: FromQuery[str] = "") -> Stream:
        """One JSON object a line: at_ms, door, unit, direction, raw, decoded, dropped. All units without `unit`."""
        listener = trace.listen(unit)
        return Stream(_lines(trace, listener), media_type="application/x-ndjson", headers={"cache-control": "no-store"})

    return follow


async def _lines(trace: Trace, listener: Listener) -> AsyncIterator[bytes]:
    try:
        yield b"\n"
        async for line in listener:
            yield msgspec.json.encode(_plain(line)) + b"\n"
    finally:
        trace.leave(listener)


def _plain(line: TraceLine) -> dict[str, object]:
    return {
        "at_ms": milliseconds(line.at),
        "door": line.door,
        "unit": line.unit,
        "direction": line.direction,
        "raw": line.raw,
        "decoded": line.decoded,
        "dropped": line.dropped,
    }
