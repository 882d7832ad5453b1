"""The live trace over real HTTP, as `alarmd trace` reads it."""

from __future__ import annotations

import json

import httpx
import pytest

from alarmd.services.trace import Trace
from alarmd.web.api import session_guard
from alarmd.web.apps import internal_app
from alarmd.web.tracing import trace_route
from tests.fakes.clock import ManualClock
from tests.fakes.web_parts import TOKEN, web_parts
from tests.fakes.web_server import serving


@pytest.mark.slow
async def test_lines_arrive_while_the_request_is_open_and_end_with_the_daemon() -> None:
    async with web_parts(ManualClock()) as parts:
        trace = Trace(parts.clock)
        app = internal_app([trace_route(trace, session_guard(parts.sessions))], "1")
        async with serving(app) as listener, httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.port}") as client:
            assert (await client.get("/api/trace")).status_code == 401
            bearer = {"authorization": f"Bearer {TOKEN}"}
            async with client.stream("GET", "/api/trace?unit=0007", headers=bearer) as answer:
                assert answer.headers["content-type"].startswith("application/x-ndjson")
                lines = answer.aiter_lines()
                assert await anext(lines) == ""
                trace.note("dc09", "0007", "in", b"raw", "decoded")
                line = json.loads(await anext(lines))
                assert (line["unit"], line["raw"], line["decoded"]) == ("0007", "raw", "decoded")
                trace.close()
                assert [rest async for rest in lines] == []
            assert not trace.is_heard
