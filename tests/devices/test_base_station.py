"""What every serial door shares: pace, keys, faults of our own code, and an orderly close."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Flag
from devices.base_station import named
from tests.devices.serial_doors import open_line, unit
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until
from tests.golden.serial_vectors import named as golden

ACK = b"\x06"
PRESS = golden("contact-id-pendant")


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(unit("surgard", "4711"))


async def test_a_line_far_above_its_speed_is_held_back_and_goes_on(centre: TestCentre) -> None:
    async with open_line("surgard", centre, baud=1200) as (door, cable):
        door._paced_s = centre.clock.monotonic() + 0.02
        cable.write(PRESS)
        assert await cable.read(1) == ACK
        cable.write(PRESS)
        assert await cable.read(1) == ACK
    refused = centre.telemetry.refused.labels("surgard", "rate")
    assert refused._value.get() >= 1


async def test_what_our_own_code_cannot_translate_is_raised(
    centre: TestCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr("devices.surgard.listener.translate", broken)
    async with open_line("surgard", centre) as (_, cable):
        cable.write(PRESS)
        assert await cable.read(1) == ACK
    assert Flag.UNCLASSIFIED in centre.intake.signals[0].flags


async def test_an_answer_under_way_leaves_before_the_line_is_shut(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_line("surgard", centre) as (door, cable):
        cable.write(PRESS)
        await until(lambda: centre.intake.submitted)
        door.later(0.02, centre.intake.release)
        await door.close()
        assert await cable.read(1) == ACK


def test_units_are_named_and_counted() -> None:
    assert named([]) == "none registered"
    assert named(["1", "2"]) == "1, 2"
    assert named([str(number) for number in range(30)]).endswith("19 and 10 more")
