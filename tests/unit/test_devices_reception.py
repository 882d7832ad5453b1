"""What receptions of doors share."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from alarmd.domain.ports import Receipt, Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.reception import Reception
from tests.fakes.centre import TestCentre

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="ipa", address="209")


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT)


async def told(centre: TestCentre, reception: Reception) -> Receipt | None:
    heard: asyncio.Future[Receipt | None] = asyncio.get_running_loop().create_future()
    arrival = reception.arrival("10.0.0.1:1", "209", UNIT, key="k")
    reception.submit([arrival.unclassified({})], heard.set_result)
    return await asyncio.wait_for(heard, 5)


async def test_the_door_is_told_what_became_of_a_message(centre: TestCentre) -> None:
    reception = Reception("door", "ipa", centre.centre)
    receipt = await told(centre, reception)
    assert receipt is not None
    assert receipt.durable
    (signal,) = centre.intake.signals
    assert (signal.message_key, signal.tenant_id, signal.door) == ("ipa:k", 3, "door")
    assert centre.intake.answered_ids == [signal.id]
    centre.intake.verdict = Verdict.BUSY
    assert await told(centre, reception) == Receipt(Verdict.BUSY)
    assert len(centre.intake.answered_ids) == 1


async def test_a_message_that_is_not_taken(centre: TestCentre, caplog: pytest.LogCaptureFixture) -> None:
    def submit(signals: object) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.cancel()
        return future

    centre.intake.submit = submit  # type: ignore[method-assign]
    assert await told(centre, Reception("door", "ipa", centre.centre)) is None
    assert "was not taken" in caplog.text


def test_what_our_own_code_cannot_translate_is_raised(centre: TestCentre, caplog: pytest.LogCaptureFixture) -> None:
    reception = Reception("door", "ipa", centre.centre)
    arrival = reception.arrival("10.0.0.1:1", "209", UNIT)

    def fails() -> list[Any]:
        raise KeyError

    for translate in (fails, list):
        (signal,) = reception.translated(arrival, translate)
        assert (signal.lane, signal.kind) == (Lane.LIFE_SAFETY, Kind.UNKNOWN)
        assert Flag.UNCLASSIFIED in signal.flags
    assert (
        centre.telemetry.registry.get_sample_value("alarmd_broken_invariants_total", {"name": "ipa_translation"}) == 1
    )
    assert "unclassified" in caplog.text


def test_units_signs_of_life_and_the_trace(centre: TestCentre) -> None:
    reception = Reception("door", "ipa", centre.centre)
    assert reception.find("209") is UNIT
    assert reception.find("") is None
    reception.beat(UNIT)
    reception.beat(None)
    assert centre.contact.heard == [7]
    reception.heard("209", b"in", lambda: "said")
    assert reception.told("209", b"out", "answered") == b"out"
    reception.rejected("noise", b"raw", "10.0.0.1:1")
    assert centre.tracer.lines == [
        ("209", "in", "said"), ("209", "out", "answered"), ("", "in", "rejected: noise from 10.0.0.1:1"),
    ]  # fmt: skip
    assert [reject.reason for reject in reception.rejects.latest()] == ["noise"]


async def test_notes_are_told_once_an_hour(centre: TestCentre) -> None:
    reception = Reception("door", "ipa", centre.centre)
    for _ in range(2):
        reception.note_stranger("10.0.0.1:1", "999")
        reception.note_refused("10.0.0.1:1", "209", UNIT)
        reception.note_unreadable("10.0.0.1:1", "noise", b"raw")
    assert [(signal.lane, signal.kind) for signal in centre.intake.signals] == [
        (Lane.TECHNICAL, Kind.LINK), (Lane.TECHNICAL, Kind.SECURITY), (Lane.TECHNICAL, Kind.UNKNOWN),
    ]  # fmt: skip
