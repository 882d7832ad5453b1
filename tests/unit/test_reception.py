"""What the DC-09 door does with a frame, without sockets: raise first, answer after the commit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.dc09.reception import Reception
from devices.dc09.unit_settings import SettingsReader
from protocols.dc09 import Fault, Key, Rejected, build, format_timestamp, parse_frame
from tests.fakes.centre import NOON, TestCentre

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="dc09", address="0123", subscriber_ids=(9,))
KEY = Key(bytes(range(16)))
SEALED = replace(UNIT, settings={"key": "hex:" + KEY.octets.hex()})


def press(seq: str = "0001", account: str = "0123", time: str | None = None, key: Key | None = None) -> bytes:
    return build("ADM-CID", seq, account, data=f"#{account}|1101 01 007", timestamp=time, key=key)


async def ticks() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


class Told:
    """One reception and what it answered, in order."""

    def __init__(self, centre: TestCentre) -> None:
        self.reception = Reception("dc09", centre.centre, SettingsReader())
        self.answers: list[str] = []

    async def hears(self, octets: bytes) -> str:
        self.reception.receive(parse_frame(octets), "127.0.0.1:4000", self._note)
        await ticks()
        return self.answers[-1] if self.answers else "nothing yet"

    def _note(self, answer: bytes) -> None:
        self.answers.append(parse_frame(answer).token if answer else "silence")


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT, at=NOON)


async def test_ack_leaves_only_after_the_commit(centre: TestCentre) -> None:
    centre.intake.hold()
    unit = Told(centre)
    assert await unit.hears(press()) == "nothing yet"
    centre.intake.release()
    await ticks()
    assert unit.answers == ["ACK"]
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind, signal.peripheral, signal.subscriber_id) == (
        Lane.LIFE_SAFETY,
        Kind.PRESS,
        "007",
        9,
    )
    assert centre.intake.answered_ids == [signal.id]
    assert centre.contact.heard == [7]


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.UNAVAILABLE])
async def test_without_a_commit_there_is_silence(centre: TestCentre, verdict: Verdict) -> None:
    centre.intake.verdict = verdict
    assert await Told(centre).hears(press()) == "silence"


async def test_a_link_test_is_answered_from_memory_and_is_contact(centre: TestCentre) -> None:
    assert await Told(centre).hears(build("NULL", "0000", "0123")) == "ACK"
    assert centre.contact.heard == [7]
    assert centre.intake.signals == []


async def test_a_wrong_clock_is_raised_first_then_nak_then_the_resend_folds(centre: TestCentre) -> None:
    unit = Told(centre)
    wrong = format_timestamp(NOON - timedelta(minutes=10))
    assert await unit.hears(press(time=wrong)) == "NAK"
    assert Flag.CLOCK_WRONG in centre.intake.signals[0].flags
    assert await unit.hears(press(time=format_timestamp(NOON))) == "ACK"
    assert len(centre.intake.signals) == 1


async def test_the_third_nak_in_a_row_becomes_ack_and_a_technical_incident(centre: TestCentre) -> None:
    unit = Told(centre)
    wrong = format_timestamp(NOON + timedelta(days=400))
    answers = [await unit.hears(press(time=wrong)) for _ in range(3)]
    assert answers == ["NAK", "NAK", "ACK"]
    assert [signal.kind for signal in centre.intake.signals] == [Kind.PRESS, Kind.WRONG_CLOCK]
    assert centre.intake.signals[1].lane is Lane.TECHNICAL


async def test_when_our_own_clock_stepped_nobody_is_told_that_his_is_wrong(centre: TestCentre) -> None:
    centre.sure = False
    wrong = format_timestamp(NOON - timedelta(hours=1))
    assert await Told(centre).hears(press(time=wrong)) == "ACK"
    assert Flag.CLOCK_WRONG in centre.intake.signals[0].flags


@pytest.mark.parametrize(("skew_s", "answer"), [(-41, "NAK"), (-40, "ACK"), (20, "ACK"), (21, "NAK")])
async def test_the_window_has_its_borders(centre: TestCentre, skew_s: int, answer: str) -> None:
    at = format_timestamp(NOON + timedelta(seconds=skew_s))
    assert await Told(centre).hears(press(time=at)) == answer


async def test_an_encrypted_press_is_answered_encrypted() -> None:
    centre = TestCentre(SEALED, at=NOON)
    answers: list[bytes] = []
    reception = Reception("dc09", centre.centre, SettingsReader())
    reception.receive(parse_frame(press(time=format_timestamp(NOON), key=KEY)), "h:1", answers.append)
    await ticks()
    assert parse_frame(answers[0]).encrypted
    assert centre.intake.signals[0].kind is Kind.PRESS


async def test_an_old_encrypted_frame_is_raised_but_is_no_sign_of_life() -> None:
    centre = TestCentre(SEALED, at=NOON)
    old = format_timestamp(NOON - timedelta(hours=2))
    assert await Told(centre).hears(press(time=old, key=KEY)) == "NAK"
    assert Flag.REPLAY in centre.intake.signals[0].flags
    assert centre.contact.heard == []


async def test_a_wrong_key_is_a_technical_incident_and_never_nak() -> None:
    centre = TestCentre(replace(UNIT, settings={"key": "hex:" + "ff" * 16}), at=NOON)
    answer = await Told(centre).hears(press(time=format_timestamp(NOON), key=KEY))
    assert answer in ("silence", "DUH")
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind) == (Lane.TECHNICAL, Kind.SECURITY)


async def test_a_changed_key_is_used_while_running() -> None:
    centre = TestCentre(replace(UNIT, settings={"key": "hex:" + "ff" * 16}), at=NOON)
    unit = Told(centre)
    await unit.hears(press(time=format_timestamp(NOON), key=KEY))
    centre.units.by_address["dc09", "0123"] = SEALED
    assert await unit.hears(press("0002", time=format_timestamp(NOON), key=KEY)) == "ACK"


async def test_a_plain_press_from_a_unit_with_a_key_is_taken_and_flagged() -> None:
    centre = TestCentre(SEALED, at=NOON)
    assert await Told(centre).hears(press()) == "ACK"
    assert Flag.NOT_ENCRYPTED in centre.intake.signals[0].flags


async def test_an_unknown_sender_with_a_sound_alarm_rings(centre: TestCentre) -> None:
    assert await Told(centre).hears(press(account="9999")) == "ACK"
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.unit_id, signal.subject) == (Lane.LIFE_SAFETY, None, "sender:dc09:9999")


async def test_a_known_unit_that_nobody_can_read_rings_and_hears_duh(centre: TestCentre) -> None:
    assert await Told(centre).hears(build("XYZ-99", "0001", "0123", data="?")) == "DUH"
    (signal,) = centre.intake.signals
    assert (signal.lane, Flag.UNCLASSIFIED in signal.flags) == (Lane.LIFE_SAFETY, True)


async def test_an_unknown_sender_that_nobody_can_read_is_technical(centre: TestCentre) -> None:
    await Told(centre).hears(build("XYZ-99", "0001", "9999", data="?"))
    assert centre.intake.signals[0].lane is Lane.TECHNICAL


async def test_several_events_of_one_frame_commit_together(centre: TestCentre) -> None:
    assert await Told(centre).hears(build("SIA-DCS", "0001", "0123", data="#0123|Nri1FA002/ri1YT003")) == "ACK"
    assert [(s.lane, s.kind) for s in centre.intake.submitted[0]] == [
        (Lane.LIFE_SAFETY, Kind.FIRE),
        (Lane.TECHNICAL, Kind.BATTERY),
    ]


async def test_a_restore_of_a_fault_is_technical_and_says_so(centre: TestCentre) -> None:
    await Told(centre).hears(build("ADM-CID", "0001", "0123", data="#0123|3301 00 000"))
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind, signal.restore) == (Lane.TECHNICAL, Kind.MAINS, True)


async def test_bytes_that_are_no_frame_are_counted_and_traced(centre: TestCentre) -> None:
    reception = Reception("dc09", centre.centre, SettingsReader())
    reception.reject(Rejected(Fault.BAD_CRC, b"\nxx"), "127.0.0.1:1")
    count = centre.telemetry.registry.get_sample_value("alarmd_frames_total", {"door": "dc09", "outcome": "bad_crc"})
    assert count == 1
    assert "bad_crc" in centre.tracer.lines[0][2]


async def test_an_answer_that_strays_in_is_not_answered(centre: TestCentre) -> None:
    assert await Told(centre).hears(build("ACK", "0001", "0123")) == "silence"
