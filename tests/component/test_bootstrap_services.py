"""The services as the daemon joins them, on a real store and a clock moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from alarmd.bootstrap.services import Services
from alarmd.bootstrap.stored import Stored, open_stored
from alarmd.config import from_tree
from alarmd.domain.incident import Incident
from alarmd.domain.signal import Kind, Lane, Signal
from alarmd.domain.unit import AlarmUnit
from alarmd.store import registry as r
from alarmd.store.engine import tool_engine
from alarmd.store.schema import upgrade
from alarmd.store.tenant_times import change_times
from alarmd.telemetry import Telemetry
from alarmd.upkeep import RegistryFollower
from tests.fakes.clock import ManualClock
from tests.fakes.loop import until

pytestmark = pytest.mark.slow


def two_tenants(url: str) -> None:
    upgrade(url)
    engine = tool_engine(url)
    with r.changing(engine) as connection:
        for number, name in enumerate(("Solbacka", "Granvik"), 1):
            r.add(connection, "tenant", name=name)
            r.add(connection, "unit", tenant_id=number, protocol="dc09", address=str(number))
        change_times(connection, 2, {"answer_s": 45.0})
    engine.dispose()


def set_times(url: str, tenant_id: int, **times: float | None) -> None:
    engine = tool_engine(url)
    with r.changing(engine) as connection:
        change_times(connection, tenant_id, times)
    engine.dispose()


def a_press(at: Services, clock: ManualClock, unit: AlarmUnit) -> Signal:
    number = at.new_id(clock.now())
    return Signal(
        id=number, door="dc09", source="127.0.0.1:5", address=unit.address, tenant_id=unit.tenant_id, unit_id=unit.id,
        subscriber_id=None, lane=Lane.LIFE_SAFETY, kind=Kind.PRESS, message_key=str(number),
        received_at=clock.now(), received_s=clock.monotonic(),
    )  # fmt: skip


@asynccontextmanager
async def daemon(url: str, clock: ManualClock) -> AsyncIterator[tuple[Stored, Services, RegistryFollower]]:
    config = from_tree({"store": {"url": url}, "times": {"answer_s": 30.0}})
    stored = await open_stored(config, clock)
    services = Services(config, stored, clock, Telemetry(), lambda: {"dc09"})
    follower = RegistryFollower(
        stored.register, stored.units, services.policies, services.relay, clock, stored.version, stored.fitting
    )
    tasks = [asyncio.ensure_future(loop()) for loop in (services.commit_loop.run, services.escalate.run)]
    try:
        yield stored, services, follower
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        services.apprise.close()
        await stored.close()


async def test_two_tenants_ring_again_at_their_own_times(tmp_path: Path) -> None:
    url, clock = f"sqlite:///{tmp_path}/alarmd.db", ManualClock()
    two_tenants(url)
    async with daemon(url, clock) as (stored, services, follower):
        memory, units = stored.memory, stored.units
        for unit in units:
            assert (await services.intake.submit([a_press(services, clock, unit)])).durable

        def of(tenant: int) -> Incident:
            return next(i for i in memory.open.values() if i.tenant_id == tenant)

        def left(tenant: int) -> float:
            deadline = of(tenant).deadline_at
            assert deadline is not None
            return (deadline - clock.now()).total_seconds()

        assert (left(1), left(2)) == (30, 45)
        await clock.advance(31)
        await until(lambda: left(1) > 25)
        assert left(2) == 14
        set_times(url, 2, answer_s=None)
        set_times(url, 1, answer_s=60)
        await follower.look()
        await clock.advance(31)
        await until(lambda: left(1) > 45 and left(2) > 0)
        assert left(2) <= 30 < left(1)
