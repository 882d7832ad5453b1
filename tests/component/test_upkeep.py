"""The registry is followed, the store is asked, the anchor is written: each by its own loop."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import pytest

from alarmd import upkeep
from alarmd.domain.policy import Policy
from alarmd.domain.unit import AlarmUnit
from alarmd.fitting import Fitting
from alarmd.services.policies import Policies
from alarmd.services.receipts import Receipts
from alarmd.services.register import Register
from alarmd.services.relay import Relay
from alarmd.services.unit_index import UnitIndex
from alarmd.telemetry import Telemetry
from alarmd.upkeep import PaintedFollower, RegistryFollower, StoreProbe, keep_anchor
from tests.fakes.clock import ManualClock
from tests.fakes.ledger import FakeLedger
from tests.fakes.web_parts import signal


class ChangingRegister:
    def __init__(self) -> None:
        self.number = 1
        self.kept = [AlarmUnit(id=1, tenant_id=1, protocol="dc09", address="1")]

    async def version(self) -> int:
        return self.number

    async def units(self) -> list[AlarmUnit]:
        return self.kept

    async def times(self) -> dict[int, dict[str, float]]:
        return {2: {"answer_s": 45.0}}

    async def names(self) -> dict[str, str]:
        return {"tenant:1": "Solbacka"}


class NamedRelay:
    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def rename(self, names: dict[str, str]) -> None:
        self.names = names


async def test_a_changed_registry_is_taken_within_a_second() -> None:
    register, relay, units, clock = ChangingRegister(), NamedRelay(), UnitIndex(), ManualClock()
    policies = Policies(Policy())
    follower = RegistryFollower(
        cast("Register", register), units, policies, cast("Relay", relay), clock, 1, Fitting({})
    )
    task = asyncio.ensure_future(follower.run())
    await clock.advance(2)
    assert len(units) == 0
    register.number = 2
    await clock.advance(1.1)
    assert units.find("dc09", "1") is not None
    assert relay.names == {"tenant:1": "Solbacka"}
    assert (policies(1).answer_s, policies(2).answer_s) == (30.0, 45.0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_probe_tells_when_the_store_is_away() -> None:
    clock = ManualClock()
    ledger = FakeLedger(clock)
    probe = StoreProbe(ledger, clock)
    assert probe.reasons()
    task = asyncio.ensure_future(probe.run())
    await clock.advance(0.1)
    assert probe.reasons() == []
    ledger.down = True
    await clock.advance(3)
    assert probe.reasons() == ["the store does not answer"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_anchor_is_written_at_once_and_each_hour(tmp_path: Path) -> None:
    clock = ManualClock()
    written: list[Path] = []

    async def write(path: Path) -> None:
        written.append(path)

    task = asyncio.ensure_future(keep_anchor(write, tmp_path, clock))
    await clock.advance(3601)
    assert len(written) == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class Shown:
    """A register that knows what was painted, and is asked in portions."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.painted: set[int] = set()

    async def painted_among(self, signal_ids: list[int]) -> list[int]:
        self.asked.append(list(signal_ids))
        return [number for number in signal_ids if number in self.painted]


async def test_what_other_nodes_have_painted_is_asked_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "PAINTED_AT_ONCE", 2)
    clock, register = ManualClock(), Shown()
    receipts = Receipts(clock, Telemetry(), lambda *_: None)
    follower = PaintedFollower(cast(Register, register), receipts, clock)
    await follower.look()
    for number in range(1, 6):
        receipts.expect(signal(number), 10)
    register.painted = {4, 5}
    task = asyncio.ensure_future(follower.run())
    await clock.advance(3 * upkeep.PAINTED_S)
    assert register.asked == [[1, 2], [3, 4], [5]]
    assert receipts.awaited() == [(1, 10), (2, 10), (3, 10)]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
