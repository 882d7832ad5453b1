"""The verdict's way back: registered contact or source, repeated, and what becomes of it."""

from __future__ import annotations

import pytest

from devices.scaip.listener import ScaipDoor
from tests.devices.scaip.centre import FakeCentre
from tests.devices.scaip.client import Unit, mrq
from tests.devices.scaip.conftest import MakeUnit
from tests.fakes.loop import settle, until


async def test_a_verdict_that_nobody_answers_is_repeated(unit: Unit, behind: FakeCentre) -> None:
    unit.answers_with = None
    await unit.message(mrq())
    first, _ = await unit.told()
    behind.moved.advance(0.6)
    second, _ = await unit.told()
    assert bytes(first) == bytes(second)
    behind.moved.advance(32)
    await until(lambda: behind.telemetry.frames.labels("scaip", "verdict_lost")._value.get() == 1)
    assert behind.intake.answered_ids == []


@pytest.mark.parametrize("status", [401, 404, 407, 408, 480, 500])
async def test_a_verdict_that_is_refused_leaves_the_span_open(unit: Unit, behind: FakeCentre, status: int) -> None:
    unit.answers_with = status
    await unit.report(mrq())
    await settle()
    assert behind.telemetry.frames.labels("scaip", "verdict_lost")._value.get() == 1
    assert behind.intake.answered_ids == []
    assert any("not delivered" in decoded for _, _, decoded in behind.tracer.lines)


async def test_r29_the_verdict_goes_where_the_unit_last_registered(door: ScaipDoor, make_unit: MakeUnit) -> None:
    old, new, speaking = [await make_unit(door) for _ in range(3)]
    assert (await old.ask(old.register())).status == 200
    await speaking.message(mrq("R1"))
    request, _ = await old.told()
    assert request.target == f"sip:90000001@127.0.0.1:{old.here[1]};transport=udp"
    assert (await new.ask(new.register())).status == 200
    await speaking.message(mrq("R2"))
    assert (await new.told())[1].ref == "R2"
    assert old.requests.empty()


async def test_r29_a_stale_registration_does_not_cost_the_verdict(
    door: ScaipDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    gone, speaking = await make_unit(door), await make_unit(door)
    await gone.ask(gone.register())
    gone.answers_with = None
    await speaking.message(mrq())
    await gone.told()
    assert speaking.requests.empty()
    behind.moved.advance(0.6)
    assert (await speaking.told())[1].snu == 0
    await settle()
    assert len(behind.intake.answered_ids) == 1


async def test_r29_expired_and_removed_bindings_are_not_used(
    door: ScaipDoor, make_unit: MakeUnit, behind: FakeCentre
) -> None:
    old, speaking = await make_unit(door), await make_unit(door)
    await old.ask(old.register(expires=60))
    behind.moved.advance(61)
    assert (await speaking.report(mrq("E1"))).ref == "E1"
    await old.ask(old.register(expires=60))
    await old.ask(old.register(expires=0))
    assert (await speaking.report(mrq("E2"))).ref == "E2"
    assert old.requests.empty()
