"""The Ademco 685 door on a pseudo terminal: golden lines, promise 1, with and without a handshake."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Kind, Lane
from protocols.ademco685 import build_contact_id, build_heartbeat
from tests.devices.serial_doors import open_line, unit
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until
from tests.golden.serial_vectors import ids, lines, named

ACK, NAK = b"\x06", b"\x15"
PRESS = named("ademco685-cid")


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(unit("ademco685", "4711"))


@pytest.mark.parametrize("vector", lines("ademco685"), ids=ids)
async def test_golden_lines_are_acknowledged(centre: TestCentre, vector: dict[str, str]) -> None:
    async with open_line("ademco685", centre) as (_, cable):
        cable.write(bytes.fromhex(vector["line_hex"]))
        assert await cable.read(1) == ACK
    assert len(centre.intake.submitted) == 1


async def test_a_line_is_acknowledged_only_when_it_is_stored(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_line("ademco685", centre) as (_, cable):
        cable.write(PRESS)
        await until(lambda: centre.intake.submitted)
        assert await cable.is_silent()
        centre.intake.release()
        assert await cable.read(1) == ACK
        cable.write(build_heartbeat())
        assert await cable.read(1) == ACK
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind, signal.unit_id, signal.detail["point"]) == (
        Lane.LIFE_SAFETY,
        Kind.PRESS,
        7,
        "zone",
    )


async def test_without_a_handshake_nothing_is_said(centre: TestCentre) -> None:
    async with open_line("ademco685", centre, handshake="none") as (_, cable):
        cable.write(PRESS + build_heartbeat() + b"\n01 47\x0111\r")
        await until(lambda: centre.intake.submitted)
        assert await cable.is_silent()
    assert len(centre.intake.signals) == 1


async def test_damage_is_sent_back_and_what_is_cut_is_not(centre: TestCentre) -> None:
    async with open_line("ademco685", centre) as (door, cable):
        cable.write(b"\n01 47\x0111\r" + b"\n01 4711" + PRESS)
        assert await cable.read(2) == NAK + ACK
    assert [reject.reason for reject in door.rejects.latest()] == ["cut", "damaged"]


async def test_a_restore_closes_nothing_but_is_told(centre: TestCentre) -> None:
    async with open_line("ademco685", centre) as (_, cable):
        cable.write(build_contact_id("4711", "3101 00 007"))
        assert await cable.read(1) == ACK
    assert centre.intake.signals[0].restore


async def test_a_line_that_stops_is_given_up(centre: TestCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.line_receiver.CUT_AFTER_S", 0.02)
    async with open_line("ademco685", centre) as (door, cable):
        cable.write(b"\n01 4711 18")
        await until(door.rejects.latest)
        cable.write(PRESS)
        assert await cable.read(1) == ACK
