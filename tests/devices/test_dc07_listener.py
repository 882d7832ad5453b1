"""The DC-07 door on a pseudo terminal: frames answered when stored, repeats folded by number, damage is silence."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Flag, Kind, Lane
from protocols.dc09 import Key, ack, build, parse_frame
from tests.devices.serial_doors import open_line, unit
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until

PRESS = build("ADM-CID", "0001", "4711", data="#4711|1101 00 007")


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(unit("dc07", "4711"))


async def test_a_frame_is_acknowledged_only_when_it_is_stored_and_a_repeat_folds(centre: TestCentre) -> None:
    centre.intake.hold()
    answer = ack(parse_frame(PRESS))
    async with open_line("dc07", centre) as (_, cable):
        cable.write(PRESS)
        await until(lambda: centre.intake.submitted)
        assert await cable.is_silent()
        centre.intake.release()
        assert await cable.read(len(answer)) == answer
        cable.write(PRESS)
        assert await cable.read(len(answer)) == answer
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind, signal.unit_id) == (Lane.LIFE_SAFETY, Kind.PRESS, 7)


async def test_a_link_test_is_a_sign_of_life(centre: TestCentre) -> None:
    test = build("NULL", "0000", "0")
    answer = ack(parse_frame(test))
    async with open_line("dc07", centre) as (_, cable):
        cable.write(test)
        assert await cable.read(len(answer)) == answer
    assert centre.intake.submitted == []


async def test_damage_is_silence(centre: TestCentre) -> None:
    async with open_line("dc07", centre) as (door, cable):
        cable.write(PRESS.replace(b"1101", b"1102") + ack(parse_frame(PRESS)))
        assert await cable.is_silent()
        assert [reject.reason for reject in door.rejects.latest()] == ["answer", "bad_crc"]


async def test_half_a_frame_is_given_up(centre: TestCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.line_receiver.CUT_AFTER_S", 0.02)
    async with open_line("dc07", centre) as (door, cable):
        cable.write(PRESS[:20])
        await until(door.rejects.latest)
    assert door.rejects.latest()[0].reason == "cut"


async def test_what_cannot_be_read_rings_for_a_known_unit(centre: TestCentre) -> None:
    sealed = build(
        "ADM-CID", "0002", "4711", data="#4711|1101 00 007", key=Key(b"1" * 16), timestamp="10:00:00,05-01-2026"
    )
    other = build("XYZ-ABC", "0003", "4711", data="#4711|what")
    async with open_line("dc07", centre) as (_, cable):
        cable.write(sealed + other)
        await until(lambda: len(centre.intake.submitted) == 2)
        assert b"DUH" in await cable.read(20)
    for signal in centre.intake.signals:
        assert signal.lane is Lane.LIFE_SAFETY
        assert Flag.UNCLASSIFIED in signal.flags
