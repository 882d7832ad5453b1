"""Lines one after the other: what waits, what is answered, and in which order."""

from __future__ import annotations

import pytest

from devices.line_receiver import MOST_UNTAKEN
from protocols.surgard import build_contact_id, build_heartbeat
from tests.devices.serial_doors import open_line, unit
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until

ACK = b"\x06"


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(unit("surgard", "4711"))


async def test_the_port_is_not_read_while_too_much_waits(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_line("surgard", centre) as (door, cable):
        cable.write(b"".join(build_contact_id("4711", f"1101 00 {n:03}") for n in range(MOST_UNTAKEN + 5)))
        await until(lambda: len(door._untaken) > MOST_UNTAKEN)  # type: ignore[attr-defined]
        cable.write(build_heartbeat())
        assert await cable.is_silent()
        centre.intake.release()
        assert await cable.read(MOST_UNTAKEN + 6) == ACK * (MOST_UNTAKEN + 6)


async def test_a_group_has_one_answer_when_all_of_it_is_stored(centre: TestCentre) -> None:
    glued = build_contact_id("4711", "1101 00 001")[:-1] + build_contact_id("4711", "1101 00 002")
    async with open_line("surgard", centre) as (_, cable):
        cable.write(glued)
        assert await cable.read(1) == ACK
        assert await cable.is_silent(0.02)
        cable.write(glued)
        assert await cable.read(1) == ACK
    assert [signal.peripheral for signal in centre.intake.signals] == ["001", "002", "001", "002"]
    assert len(centre.intake.answered_ids) == 4
