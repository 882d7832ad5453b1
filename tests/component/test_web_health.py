"""What machines ask: health, readiness, metrics."""

from __future__ import annotations

import httpx
import pytest

from alarmd.telemetry import Telemetry
from alarmd.web.apps import internal_app
from alarmd.web.health import Condition, health_routes
from tests.fakes.web_server import serving

pytestmark = pytest.mark.slow


async def test_health_ready_and_metrics_over_http() -> None:
    condition, telemetry = Condition(), Telemetry()
    store, lag = list[str](), list[str]()
    condition.unready.append(lambda: store)
    condition.degraded.append(lambda: lag)
    telemetry.count_signal("dc09", "life_safety", "stored")
    async with (
        serving(internal_app(health_routes(condition, telemetry), "1")) as listener,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.port}") as client,
    ):
        assert (await client.get("/health")).json() == {"status": "ok", "reasons": []}
        assert (await client.get("/ready")).status_code == 200
        lag.append("the loop is 0.8 s late")
        assert (await client.get("/health")).json()["status"] == "degraded"
        assert (await client.get("/ready")).status_code == 200
        store.append("the store does not commit")
        answer = await client.get("/ready")
        assert (answer.status_code, answer.json()["reasons"]) == (503, ["the store does not commit"])
        assert len((await client.get("/health")).json()["reasons"]) == 2
        scraped = await client.get("/metrics")
        assert 'alarmd_signals_total{door="dc09",lane="life_safety",verdict="stored"} 1.0' in scraped.text
        assert scraped.headers["content-type"].startswith("text/plain; version=0.0.4")
