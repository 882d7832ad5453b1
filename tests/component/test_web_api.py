"""Login and reading over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from alarmd.web.api import LoginLimits, login_routes, reading_routes, session_guard
from alarmd.web.apps import internal_app
from alarmd.web.limits import FailureLimit
from tests.fakes.clock import ManualClock
from tests.fakes.web_parts import PASSWORD, TOKEN, WebParts, incident, web_parts
from tests.fakes.web_server import serving

pytestmark = pytest.mark.slow
BEARER = {"authorization": f"Bearer {TOKEN}"}


@asynccontextmanager
async def api() -> AsyncIterator[tuple[WebParts, httpx.AsyncClient, ManualClock]]:
    clock = ManualClock()
    async with web_parts(clock) as parts:
        limits = LoginLimits(FailureLimit(clock, failures=3), FailureLimit(clock, failures=8))
        guard = session_guard(parts.sessions)
        routes = [
            *login_routes(parts.sessions, limits, parts.telemetry),
            *reading_routes(parts.register, parts.board, guard),
        ]
        async with (
            serving(internal_app(routes, "0.1.0")) as listener,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.port}") as client,
        ):
            yield parts, client, clock


async def test_login_read_logout() -> None:
    async with api() as (parts, client, _):
        parts.register.stored = {n: incident(n) for n in range(1, 6)}
        answer = await client.post("/api/login", json={"username": "karin", "password": PASSWORD})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        login = answer.json()
        assert (login["operator"], login["name"]) == ("operator:7", "Karin Holm")
        bearer = {"authorization": f"Bearer {login['token']}"}
        page = (await client.get("/api/incidents?limit=2", headers=bearer)).json()
        assert ([item["id"] for item in page["items"]], page["next"]) == ([5, 4], 4)
        page = (await client.get("/api/incidents?limit=10&before=4&open_only=true", headers=bearer)).json()
        assert ([item["id"] for item in page["items"]], page["next"]) == ([3, 2, 1], None)
        assert page["items"][0]["state"] == "waiting"
        signals = (await client.get("/api/signals?unit=0007", headers=bearer)).json()
        assert signals["items"][0]["address"] == "0007"
        units = (await client.get("/api/units?limit=5", headers=bearer)).json()
        assert ([u["id"] for u in units["items"]], units["next"], units["silent"]) == ([5, 9, 1, 2, 3], 1, 2)
        assert (await client.post("/api/logout", headers=bearer)).status_code == 204
        assert (await client.get("/api/units", headers=bearer)).status_code == 401


async def test_nothing_is_read_without_a_session() -> None:
    async with api() as (_, client, _clock):
        for path in ("/api/incidents", "/api/signals", "/api/units"):
            assert (await client.get(path)).status_code == 401
            assert (await client.get(path, headers={"authorization": "Bearer wrong"})).status_code == 401
            assert (await client.get(path, headers=BEARER)).status_code == 200
        assert (await client.get("/api/incidents?limit=0", headers=BEARER)).status_code == 400
        assert (await client.get("/api/incidents?limit=100000", headers=BEARER)).status_code == 400
        assert (await client.post("/api/logout")).status_code == 204


async def test_wrong_logins_are_told_in_words_and_slowed_down() -> None:
    async with api() as (_, client, clock):
        wrong = {"username": "karin", "password": "fel"}
        for _attempt in range(3):
            answer = await client.post("/api/login", json=wrong)
            assert (answer.status_code, answer.json()["error"]) == (401, "Fel användarnamn eller lösenord.")
        answer = await client.post("/api/login", json={**wrong, "password": PASSWORD})
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 61
        clock.jump(61)
        answer = await client.post("/api/login", json={**wrong, "password": PASSWORD})
        assert answer.status_code == 200
        assert (await client.post("/api/login", json={"username": "karin"})).status_code == 400


async def test_openapi_names_the_paths() -> None:
    async with api() as (_, client, _clock):
        schema = (await client.get("/api/schema/openapi.json")).json()
        assert {"/api/login", "/api/incidents", "/api/signals", "/api/units"} <= set(schema["paths"])


async def test_a_store_that_is_away_is_told_as_such() -> None:
    async with api() as (parts, client, _clock):
        parts.register.down = True
        answer = await client.get("/api/units", headers=BEARER)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
