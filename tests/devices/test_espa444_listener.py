"""The ESPA door on a pseudo terminal: golden sessions, promise 1, both roles, silence and noise."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from devices.serial_port import SerialPortError
from protocols.espa444 import build_block
from tests.devices.serial_doors import make, open_line, unit
from tests.fakes.centre import TestCentre
from tests.fakes.loop import settle, until
from tests.fakes.serial_line import PseudoTerminal
from tests.golden.serial_vectors import ESPA_SESSIONS, ids, named

SELECT, POLL, EOT, ACK, NAK, DAMAGED = b"1\x052\x05", b"2\x05", b"\x04", b"\x06", b"\x15", b"1\x15"
CALL = named("call-alarm")
UNIT = unit("espa444", "1001")


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT)


@pytest.mark.parametrize("session", ESPA_SESSIONS, ids=ids)
async def test_golden_sessions(centre: TestCentre, session: dict[str, Any]) -> None:
    async with open_line("espa444", centre) as (_, cable):
        for step in session["steps"]:
            octets = bytes.fromhex(step["hex"])
            if step["from"] == "receiver":
                assert await cable.read(len(octets)) == octets
            else:
                cable.write(octets)
        assert await cable.is_silent(0.02)
    texts = [f"alarm {signal.detail['text']}" for signal in centre.intake.signals]
    assert texts == session["expect"]["events"]


async def test_a_call_is_acknowledged_only_when_it_is_stored(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_line("espa444", centre) as (_, cable):
        cable.write(SELECT)
        assert await cable.read(1) == ACK
        cable.write(CALL)
        await until(lambda: centre.intake.submitted)
        assert await cable.is_silent()
        centre.intake.release()
        assert await cable.read(1) == ACK
        cable.write(EOT)
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind, signal.unit_id, signal.tenant_id) == (Lane.LIFE_SAFETY, Kind.PRESS, 7, 3)
    assert signal.detail["text"] == "LARM RUM 7"
    assert signal.raw == CALL
    assert centre.intake.answered_ids == [signal.id]
    assert 7 in centre.contact.heard


async def test_what_is_not_stored_is_refused_and_its_repeat_folds(centre: TestCentre) -> None:
    centre.intake.verdict = Verdict.BUSY
    async with open_line("espa444", centre) as (_, cable):
        cable.write(SELECT + CALL)
        assert await cable.read(2) == ACK + NAK
        centre.intake.verdict = Verdict.STORED
        cable.write(CALL)
        assert await cable.read(1) == ACK
        cable.write(EOT + SELECT + CALL)
        assert await cable.read(2) == ACK + ACK
    keys = [signal.message_key for signal in centre.intake.signals]
    assert len(keys) == len(set(keys)) == 2


async def test_a_repeat_before_the_answer_is_the_same_message(centre: TestCentre) -> None:
    centre.intake.hold()
    async with open_line("espa444", centre) as (_, cable):
        cable.write(SELECT + CALL)
        await until(lambda: centre.intake.submitted)
        cable.write(EOT + SELECT + CALL)
        await until(lambda: len(centre.intake.held or ()) == 2)
        centre.intake.release()
        assert await cable.read(3) == ACK + ACK + ACK
        assert await cable.is_silent()
    assert len(centre.intake.signals) == 1


async def test_a_call_taken_back_is_a_restore(centre: TestCentre) -> None:
    async with open_line("espa444", centre) as (_, cable):
        cable.write(SELECT + build_block("1", [("1", b"1001"), ("4", b"1")]))
        assert await cable.read(2) == ACK + ACK
    (signal,) = centre.intake.signals
    assert signal.restore
    assert signal.lane is Lane.LIFE_SAFETY


async def test_an_unknown_address_rings(centre: TestCentre) -> None:
    async with open_line("espa444", centre) as (_, cable):
        cable.write(SELECT + build_block("1", [("1", b"9")]))
        assert await cable.read(2) == ACK + ACK
    (signal,) = centre.intake.signals
    assert signal.lane is Lane.LIFE_SAFETY
    assert Flag.UNKNOWN_SENDER in signal.flags


@pytest.mark.slow
async def test_we_poll_a_station_and_take_its_call(centre: TestCentre) -> None:
    async with open_line("espa444", centre, role="control", poll_s=0.2) as (_, cable):
        assert await cable.read(2) == POLL
        cable.write(EOT)
        assert await cable.read(2) == POLL
        cable.write(b"1\x05")
        assert await cable.read(1) == ACK
        cable.write(CALL[:-1] + b"\0")
        assert await cable.read(2) == DAMAGED
        cable.write(CALL)
        assert await cable.read(1) == ACK
        cable.write(EOT)
        assert await cable.read(2) == POLL
    assert len(centre.intake.signals) == 1


async def test_noise_is_counted_and_kept_and_told_about(centre: TestCentre) -> None:
    async with open_line("espa444", centre, name="ward") as (door, cable):
        cable.write(b"x\x80\x81 y z " + POLL)
        assert await cable.read(1) == EOT
        assert [reject.raw for reject in door.rejects.latest()] == [b"z", b"y", b"x\x80\x81"]
        cable.write(b"x " * 20)
        await until(lambda: centre.intake.submitted)
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind, signal.address) == (Lane.TECHNICAL, Kind.DEVICE_FAULT, "ward")


async def test_a_cut_block_is_given_up(centre: TestCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.espa444.listener.WITHIN_BLOCK_S", 0.02)
    async with open_line("espa444", centre) as (door, cable):
        cable.write(SELECT + CALL[:20])
        assert await cable.read(1) == ACK
        assert await cable.read(2) == DAMAGED
        assert [reject.reason for reject in door.rejects.latest()] == ["cut"]
        cable.write(CALL)
        assert await cable.read(1) == ACK


async def test_silence_is_told_with_the_units_named_and_restored(centre: TestCentre) -> None:
    async with open_line("espa444", centre, name="ward", silent_s=0.05) as (_, cable):
        await until(lambda: centre.intake.submitted)
        (silent,) = centre.intake.signals
        assert (silent.lane, silent.kind, silent.detail["units"]) == (Lane.TECHNICAL, Kind.LINK, "1001")
        cable.write(POLL)
        await until(lambda: len(centre.intake.submitted) == 2)
    assert centre.intake.signals[1].restore


async def test_a_pulled_cable_ends_the_door_which_can_open_again(centre: TestCentre) -> None:
    with PseudoTerminal() as cable:
        door = make("espa444", centre, cable.url)
        await door.open()
        serving = asyncio.ensure_future(door.serve())
        cable.pull_out()
        with pytest.raises(SerialPortError, match="units behind it: 1001"):
            await asyncio.wait_for(serving, 5)
        await door.close()
        with pytest.raises(SerialPortError):
            await door.open()
        await door.close()


async def test_one_byte_at_a_time(centre: TestCentre) -> None:
    async with open_line("espa444", centre) as (_, cable):
        for octet in SELECT + CALL:
            cable.write(bytes([octet]))
            await settle()
        assert await cable.read(2) == ACK + ACK
    assert len(centre.intake.signals) == 1


async def test_both_ways_are_traced(centre: TestCentre) -> None:
    async with open_line("espa444", centre, name="ward") as (_, cable):
        cable.write(SELECT + CALL)
        await cable.read(2)
    assert ("ward", "in", "enquiry 2") in centre.tracer.lines
    assert ("ward", "out", "ACK") in centre.tracer.lines
    assert CALL in centre.tracer.raws
