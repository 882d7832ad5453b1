"""The Sur-Gard door on a pseudo terminal: golden lines, promise 1, repeats, damage, and the order of answers."""

from __future__ import annotations

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from protocols.surgard import build_contact_id, build_heartbeat, build_pulse, build_sia
from tests.devices.serial_doors import open_line, unit
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until
from tests.golden.serial_vectors import ids, lines, named

ACK, NAK = b"\x06", b"\x15"
PRESS = named("contact-id-pendant")


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(unit("surgard", "4711"))


@pytest.mark.parametrize("vector", lines("surgard", "radionics"), ids=ids)
async def test_golden_lines_are_acknowledged(centre: TestCentre, vector: dict[str, object]) -> None:
    async with open_line("surgard", centre) as (_, cable):
        cable.write(bytes.fromhex(str(vector["line_hex"])))
        assert await cable.read(1) == ACK
        assert await cable.is_silent(0.01)
    heartbeat = vector["expect"].get("type") == "heartbeat"  # type: ignore[attr-defined]
    assert len(centre.intake.submitted) == (0 if heartbeat else 1)


async def test_a_line_is_acknowledged_only_when_it_is_stored(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_line("surgard", centre) as (_, cable):
        cable.write(PRESS + build_heartbeat())
        await until(lambda: centre.intake.submitted)
        assert await cable.is_silent()
        centre.intake.release()
        assert await cable.read(2) == ACK + ACK
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind, signal.unit_id, signal.peripheral) == (Lane.LIFE_SAFETY, Kind.PRESS, 7, "007")
    assert signal.detail["receiver"] == "01"


async def test_a_repeat_before_the_answer_shares_it(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_line("surgard", centre) as (_, cable):
        cable.write(PRESS + PRESS)
        await until(lambda: centre.intake.submitted)
        centre.intake.release()
        assert await cable.read(1) == ACK
        assert await cable.is_silent()
        cable.write(PRESS)
        assert await cable.read(1) == ACK
    assert len(centre.intake.signals) == 2


async def test_no_answer_without_a_commit_and_the_repeat_is_the_same_message(centre: TestCentre) -> None:
    async with open_line("surgard", centre) as (_, cable):
        centre.intake.verdict = Verdict.UNAVAILABLE
        cable.write(PRESS)
        assert await cable.is_silent()
        (first,) = centre.intake.turned_away
        centre.intake.verdict = Verdict.STORED
        cable.write(PRESS)
        assert await cable.read(1) == ACK
    (signal,) = centre.intake.signals
    assert signal.message_key == first.message_key


async def test_damage_is_sent_back_once_and_then_raised(centre: TestCentre) -> None:
    damaged = b"5011 18\x00711E10100007\x14"
    async with open_line("surgard", centre, name="mlr2") as (door, cable):
        cable.write(damaged)
        assert await cable.read(1) == NAK
        assert centre.intake.submitted == []
        cable.write(damaged)
        assert await cable.read(1) == ACK
        assert [reject.reason for reject in door.rejects.latest()] == ["damaged", "damaged"]
    (signal,) = centre.intake.signals
    assert signal.lane is Lane.TECHNICAL
    assert Flag.UNCLASSIFIED in signal.flags


async def test_a_line_nobody_knows_rings_when_its_receiver_is_known() -> None:
    centre = TestCentre(unit("surgard", "mlr2"))
    async with open_line("surgard", centre, station="mlr2") as (_, cable):
        cable.write(b"6011 what is this\x14")
        assert await cable.read(1) == ACK
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.unit_id) == (Lane.LIFE_SAFETY, 7)
    assert signal.detail["line"] == "6011 what is this"
    assert 7 in centre.contact.heard


async def test_the_receivers_own_account_is_the_receiver(centre: TestCentre) -> None:
    async with open_line("surgard", centre, name="mlr2") as (_, cable):
        cable.write(build_contact_id("0000", "1351 00 001"))
        assert await cable.read(1) == ACK
    (signal,) = centre.intake.signals
    assert (signal.address, signal.lane) == ("mlr2", Lane.TECHNICAL)


async def test_pulse_codes_mean_what_the_installation_says(centre: TestCentre) -> None:
    async with open_line("surgard", centre, codes={"A 266": "fire"}) as (_, cable):
        cable.write(build_pulse("4711", "A 266") + build_pulse("4711", "7"))
        assert await cable.read(2) == ACK + ACK
    fire, unknown = centre.intake.signals
    assert (fire.kind, fire.lane) == (Kind.FIRE, Lane.LIFE_SAFETY)
    assert (unknown.kind, unknown.lane) == (Kind.UNKNOWN, Lane.LIFE_SAFETY)
    assert Flag.UNCLASSIFIED in unknown.flags


async def test_two_receivers_with_equal_accounts(centre: TestCentre) -> None:
    centre = TestCentre(unit("surgard", "A-4711", 1), unit("surgard", "4711", 2))
    async with open_line("surgard", centre, prefix="A-") as (door, cable):
        cable.write(build_sia("#4711|NQA7"))
        assert await cable.read(1) == ACK
        assert door.units() == ["A-4711"]
    assert centre.intake.signals[0].unit_id == 1


async def test_a_line_without_end_is_given_up(centre: TestCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.line_receiver.CUT_AFTER_S", 0.02)
    async with open_line("surgard", centre) as (door, cable):
        cable.write(b"5011 18")
        await until(door.rejects.latest)
        cable.write(PRESS[:-1] * 2)
        assert await cable.read(1) == ACK
    assert [reject.reason for reject in door.rejects.latest()] == ["cut"]
    assert len(centre.intake.signals) == 1


async def test_many_lines_at_once_are_held_back_and_none_is_lost(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_line("surgard", centre) as (_, cable):
        for number in range(150):
            cable.write(build_contact_id("4711", f"1101 00 {number:03}"))
        await until(lambda: centre.intake.submitted)
        centre.intake.release()
        assert await cable.read(150) == ACK * 150
    assert [signal.peripheral for signal in centre.intake.signals] == [f"{number:03}" for number in range(150)]


async def test_a_line_opened_anew_gets_no_old_answer(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_line("surgard", centre) as (door, cable):
        cable.write(PRESS)
        await until(lambda: centre.intake.submitted)
        await door.port.close()
        await door.open()
        centre.intake.release()
        assert await cable.is_silent()
        cable.write(PRESS)
        assert await cable.read(1) == ACK
    assert len(centre.intake.signals) == 1
