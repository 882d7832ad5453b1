"""The webhook door over HTTP, with the service's simulator: stored, folded, refused, described, and closed in order."""

from __future__ import annotations

import asyncio
import json

import pytest

from alarmd.config import WebhookSettings
from devices.webhook.listener import MOST_BODY, WebhookDoor
from protocols.webhook import Event, UnusableSecretError
from simulators.answer import Kind
from simulators.webhook.exchange import exchange
from tests.devices.webhook_doors import UNIT, service, webhook_door
from tests.fakes.centre import TestCentre
from tests.fakes.clock import settle


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT)


async def test_a_press_over_http(centre: TestCentre) -> None:
    async with webhook_door(centre) as door:
        answer = await service(door).post("m1", Event("A1", "press"))
        assert answer.taken
        assert json.loads(answer.said.removeprefix("200 ")) == {"result": "stored", "sentence": ""}
        assert (await service(door).post("m1", Event("A1", "press"))).said.startswith('200 {"result":"repeated"')
    assert len(centre.intake.signals) == 1
    assert [line[1] for line in centre.tracer.lines] == ["in", "out", "in", "out"]


async def test_a_wrong_secret_a_cut_body_and_a_huge_one_are_refused(centre: TestCentre) -> None:
    async with webhook_door(centre) as door:
        assert (await service(door, wrong_secret=True).post("m1", Event("A1", "press"))).said.startswith("401")
        assert (await service(door, cut_at=9).post("m2", Event("A1", "press"))).said.startswith("422")
        assert (await service(door).post("m3", Event("A1", "press", extras={"x": "y" * MOST_BODY}))).said.startswith(
            "413"
        )


async def test_a_service_repeats_until_it_is_stored(centre: TestCentre) -> None:
    async with webhook_door(centre) as door:
        centre.intake.hold()
        posting = asyncio.ensure_future(service(door, tries=3).post("m1", Event("A1", "press")))
        await centre.intake.asked.wait()
        centre.intake.release()
        assert (await posting).taken


async def test_an_answer_under_way_leaves_before_the_door_is_shut(centre: TestCentre) -> None:
    async with webhook_door(centre) as door:
        centre.intake.hold()
        posting = asyncio.ensure_future(service(door).post("m1", Event("A1", "press")))
        await centre.intake.asked.wait()
        closing = asyncio.ensure_future(door.close())
        await settle()
        centre.intake.release()
        assert (await posting).taken
        await closing
        assert (await service(door).post("m2", Event("A1", "press"))).kind is Kind.UNREACHABLE


async def test_it_describes_itself(centre: TestCentre) -> None:
    async with webhook_door(centre) as door:
        host, port = door.addresses["http"]
        _, page = await exchange("GET", f"http://{host}:{port}/openapi.json", {})
        described = json.loads(page)["paths"]["/v1/events"]["post"]
        assert set(described["responses"]) >= {"200", "401", "422", "429", "503"}
        assert "`unit`" in described["description"]


def test_a_secret_that_cannot_be_used_is_told(centre: TestCentre) -> None:
    with pytest.raises(UnusableSecretError):
        WebhookDoor(WebhookSettings(http="127.0.0.1:0", secrets=("letmein",)), centre.centre)
