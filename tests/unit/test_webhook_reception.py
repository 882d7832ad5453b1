"""One request at the webhook door: believed, read, stored, and only then answered."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from alarmd.config import WebhookSettings
from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from devices.webhook import reception as module
from devices.webhook.reception import Reception, Request
from protocols.webhook import Event, build_event, read_secret, sign
from tests.devices.webhook_doors import SECRET, UNIT
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.clock import settle

KEY = read_secret(SECRET)


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT)


def reception(centre: TestCentre, **words: object) -> Reception:
    settings = WebhookSettings(http="127.0.0.1:0", secrets=(SECRET,), **words)  # type: ignore[arg-type]
    return Reception("cloud", settings, centre.centre, [KEY])


def request(event: Event | bytes, identity: str = "m1", late_s: float = 0.0, **headers: str) -> Request:
    body = event if isinstance(event, bytes) else build_event(event)
    signed = sign(KEY, identity, NOON - timedelta(seconds=late_s), body) | headers
    return Request(signed, body, "10.0.0.1", NOON, 5.0)


async def test_a_press_is_stored_before_it_is_answered(centre: TestCentre) -> None:
    centre.intake.hold()
    asking = asyncio.ensure_future(reception(centre).receive(request(Event("A1", "press", peripheral="p2"))))
    await settle()
    assert not asking.done()
    [signal] = centre.intake.signals
    assert (signal.unit_id, signal.lane, signal.kind, signal.peripheral) == (7, Lane.LIFE_SAFETY, Kind.PRESS, "p2")
    assert signal.tenant_id == 3
    centre.intake.release()
    assert (await asking).status == 200
    assert centre.contact.heard == [7]
    assert centre.intake.answered_ids == [signal.id]


async def test_a_repeat_is_folded_and_answered_as_stored(centre: TestCentre) -> None:
    door = reception(centre)
    assert (await door.receive(request(Event("A1", "press")))).result == "stored"
    again = await door.receive(request(Event("A1", "press"), late_s=-60))
    assert (again.status, again.result) == (200, "repeated")
    assert (await door.receive(request(Event("A1", "press"), "m2"))).result == "stored"
    assert len(centre.intake.signals) == 2


async def test_a_heartbeat_is_contact_and_nothing_else(centre: TestCentre) -> None:
    answer = await reception(centre).receive(request(Event("A1", "heartbeat")))
    assert (answer.status, answer.result) == (200, "contact")
    assert centre.contact.heard == [7]
    assert centre.intake.signals == []


async def test_outside_the_window_it_is_raised_flagged_and_no_contact(centre: TestCentre) -> None:
    assert (await reception(centre).receive(request(Event("A1", "press"), late_s=301))).status == 200
    assert centre.intake.signals[0].flags == {Flag.CLOCK_WRONG, Flag.REPLAY}
    assert centre.contact.heard == []


async def test_while_our_own_clock_is_in_doubt_nobody_elses_is_judged(centre: TestCentre) -> None:
    centre.sure = False
    await reception(centre).receive(request(Event("A1", "press"), late_s=4000))
    assert centre.intake.signals[0].flags == frozenset()


async def test_who_signs_wrongly_is_refused_counted_kept_and_told_once_an_hour(centre: TestCentre) -> None:
    door = reception(centre)
    for _ in range(3):
        answer = await door.receive(request(Event("A1", "press"), **{"webhook-signature": "v1,AAAA"}))
        assert answer.status == 401
    assert [(s.lane, s.kind) for s in centre.intake.signals] == [(Lane.TECHNICAL, Kind.SECURITY)]
    assert len(door.rejects.latest()) == 3
    value = centre.telemetry.registry.get_sample_value
    assert value("alarmd_frames_total", {"door": "cloud", "outcome": "not_signed"}) == 3


async def test_what_names_no_unit_is_kept_and_told(centre: TestCentre) -> None:
    door = reception(centre)
    answer = await door.receive(request(b'{"event":"press"}'))
    assert answer.status == 422
    assert "unit is missing" in answer.sentence
    assert centre.intake.signals[0].lane is Lane.TECHNICAL
    assert door.rejects.latest()[0].raw == b'{"event":"press"}'


async def test_an_unknown_units_press_is_life_safety_and_its_heartbeat_a_note(centre: TestCentre) -> None:
    door = reception(centre)
    assert (await door.receive(request(Event("B9", "press")))).status == 200
    assert (await door.receive(request(Event("B9", "heartbeat"), "m2"))).status == 200
    assert [(s.lane, s.kind) for s in centre.intake.signals] == [
        (Lane.LIFE_SAFETY, Kind.PRESS),
        (Lane.TECHNICAL, Kind.LINK),
    ]


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.UNAVAILABLE])
async def test_what_is_not_stored_is_never_answered_well(centre: TestCentre, verdict: Verdict) -> None:
    centre.intake.verdict = verdict
    answer = await reception(centre).receive(request(Event("A1", "press")))
    assert (answer.status, answer.retry_after_s) == (503, 2)


async def test_without_a_commit_the_service_is_told_to_come_again(
    centre: TestCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    centre.intake.hold()
    door = reception(centre)
    assert (await door.receive(request(Event("A1", "press")))).status == 503
    centre.intake.release()
    assert (await door.receive(request(Event("A1", "press")))).result == "repeated"


async def test_too_fast_is_told_so_but_alarms_of_known_units_pass(centre: TestCentre) -> None:
    door = reception(centre, rate_per_source=0.001)
    answers = [await door.receive(request(Event("A1", "heartbeat"), f"h{n}")) for n in range(52)]
    assert [answer.status for answer in answers] == [200] * 50 + [429] * 2
    assert (await door.receive(request(Event("A1", "press")))).status == 200
    assert (await door.receive(request(Event("B9", "press"), "m2"))).status == 429
