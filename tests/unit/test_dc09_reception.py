"""What the DC-09 door does with a frame, without sockets: raise first, answer after the commit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.dc09.reception import Reception
from devices.dc09.unit_settings import SettingsReader
from protocols.dc09 import Extended, Fault, Habits, Rejected, build, format_timestamp, parse_frame
from tests.fakes.centre import NOON, TestCentre
from tests.unit.dc09_telling import KEY, UNIT, Told, counted, press, ticks


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
    assert [await unit.hears(press("0002", time=wrong)) for _ in range(3)] == ["NAK", "NAK", "ACK"]
    assert [signal.kind for signal in centre.intake.signals][2:] == [Kind.PRESS]


async def test_link_tests_with_a_wrong_clock_are_told_so_too_and_are_contact_when_plain(centre: TestCentre) -> None:
    unit = Told(centre)
    beat = build("NULL", "0000", "0123", timestamp=format_timestamp(NOON - timedelta(days=1)))
    assert [await unit.hears(beat) for _ in range(3)] == ["NAK", "NAK", "ACK"]
    assert [signal.kind for signal in centre.intake.signals] == [Kind.WRONG_CLOCK]
    assert centre.contact.heard == [7, 7, 7]


async def test_a_clock_that_is_right_again_restores_its_fault(centre: TestCentre) -> None:
    unit = Told(centre)
    wrong = build("NULL", "0000", "0123", timestamp=format_timestamp(NOON - timedelta(days=1)))
    right = build("NULL", "0000", "0123", timestamp=format_timestamp(NOON))
    for frame in (wrong, wrong, wrong, right, right):
        await unit.hears(frame)
    assert [(s.kind, s.restore) for s in centre.intake.signals] == [(Kind.WRONG_CLOCK, False), (Kind.WRONG_CLOCK, True)]


async def test_frames_without_time_between_do_not_make_a_wrong_clock_right(centre: TestCentre) -> None:
    unit = Told(centre)
    wrong = format_timestamp(NOON - timedelta(days=1))
    frames = [press(time=wrong), build("NULL", "0000", "0123"), press(time=wrong), press(time=wrong)]
    assert [await unit.hears(frame) for frame in frames] == ["NAK", "ACK", "NAK", "ACK"]


async def test_when_our_own_clock_stepped_nobody_is_told_that_his_is_wrong(centre: TestCentre) -> None:
    centre.sure = False
    wrong = format_timestamp(NOON - timedelta(hours=1))
    assert await Told(centre).hears(press(time=wrong)) == "ACK"
    assert Flag.CLOCK_WRONG in centre.intake.signals[0].flags


@pytest.mark.parametrize(("skew_s", "answer"), [(-41, "NAK"), (-40, "ACK"), (20, "ACK"), (21, "NAK")])
async def test_the_window_has_its_borders(centre: TestCentre, skew_s: int, answer: str) -> None:
    at = format_timestamp(NOON + timedelta(seconds=skew_s))
    assert await Told(centre).hears(press(time=at)) == answer


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


async def test_a_gateway_speaks_for_units_behind_it() -> None:
    gateway = AlarmUnit(id=50, tenant_id=5, protocol="dc09", address="6000", settings={"account_from": "data"})
    centre = TestCentre(UNIT, gateway, at=NOON)
    unit = Told(centre)
    frame = build("ADM-CID", "0001", "6000", data="#0123|1101 01 007")
    assert await unit.hears(frame) == "ACK"
    assert await unit.hears(build("ADM-CID", "0002", "6000", data="#4711|1101 01 007")) == "ACK"
    known, unknown = centre.intake.signals
    assert (known.unit_id, known.address, known.detail["gateway"]) == (7, "0123", "6000")
    assert (unknown.unit_id, unknown.tenant_id, unknown.subject) == (None, 5, "sender:dc09:4711")
    assert centre.contact.heard == [7, 50, 50]
    assert Flag.IDENTITY_MISMATCH not in known.flags


async def test_an_encrypted_gateway_speaks_for_units_behind_it() -> None:
    words = {"account_from": "data", "key": "hex:" + KEY.octets.hex()}
    gateway = AlarmUnit(id=50, tenant_id=5, protocol="dc09", address="6000", settings=words)
    centre = TestCentre(UNIT, gateway, at=NOON)
    frame = build("ADM-CID", "0001", "6000", data="#0123|1101 01 007", timestamp=format_timestamp(NOON), key=KEY)
    assert await Told(centre).hears(frame) == "ACK"
    assert centre.intake.signals[0].unit_id == 7


async def test_two_accounts_in_one_frame_are_said_to_people(centre: TestCentre) -> None:
    await Told(centre).hears(build("ADM-CID", "0001", "0123", data="#4711|1101 01 007"))
    (signal,) = centre.intake.signals
    assert (signal.unit_id, signal.detail["account_in_data"]) == (7, "4711")
    assert Flag.IDENTITY_MISMATCH in signal.flags


async def test_an_account_only_inside_names_the_unit_plain_and_encrypted() -> None:
    centre = TestCentre(UNIT, at=NOON)
    unit = Told(centre, SettingsReader("hex:" + KEY.octets.hex()))
    data = "#0123|1101 01 007"
    await unit.hears(build("ADM-CID", "0001", None, data=data))
    await unit.hears(build("ADM-CID", "0002", None, data=data, timestamp=format_timestamp(NOON), key=KEY))
    assert [(signal.unit_id, signal.address) for signal in centre.intake.signals] == [(7, "0123")] * 2


async def test_a_sender_without_account_is_grouped_by_its_host(centre: TestCentre) -> None:
    unit = Told(centre)
    await unit.hears(build("ADM-CID", "0001", None, data="1101 01 007"))
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.subject) == (Lane.LIFE_SAFETY, "sender:dc09:127.0.0.1")


async def test_unknown_units_link_tests_are_answered_at_once_counted_and_told_once_an_hour(centre: TestCentre) -> None:
    centre.intake.hold()
    unit = Told(centre)
    assert [await unit.hears(build("NULL", "0000", "9999")) for _ in range(3)] == ["ACK"] * 3
    assert await unit.hears(build("NULL", "0000", "9998")) == "ACK"
    assert [(s.lane, s.subject) for s in centre.intake.signals] == [
        (Lane.TECHNICAL, "sender:dc09:9999"),
        (Lane.TECHNICAL, "sender:dc09:9998"),
    ]
    assert counted(centre, "unknown_sender") == 4
    assert centre.contact.heard == []


async def test_an_extended_link_test_is_a_link_test(centre: TestCentre) -> None:
    frame = build("XNM", "0007", "0123", extended=[Extended("G", "1")])
    assert await Told(centre).hears(frame) == "ACK"
    assert centre.contact.heard == [7]
    assert centre.intake.signals == []


LOCAL = replace(UNIT, settings={"clock": "Europe/Stockholm"})


async def test_a_unit_that_keeps_local_time_is_right_by_it_and_told_it() -> None:
    centre = TestCentre(LOCAL, at=NOON)
    answers: list[bytes] = []
    reception = Reception("dc09", centre.centre, SettingsReader())
    for time in ("12:00:05,05-01-2026", "10:00:05,05-01-2026"):
        reception.receive(parse_frame(press(time=time)), "h:1", answers.append)
        await ticks()
    assert b'"ACK"' in answers[0]
    assert b"_12:00:00,05-01-2026" in answers[1]
    assert centre.intake.signals[0].device_at == NOON + timedelta(seconds=5)


@pytest.mark.parametrize("utc_hour", [0, 1])
async def test_in_the_hour_that_comes_twice_local_time_is_read_nearest_to_arrival(utc_hour: int) -> None:
    now = datetime(2026, 10, 25, utc_hour, 30, tzinfo=UTC)
    centre = TestCentre(LOCAL, at=now)
    assert await Told(centre).hears(press(time="02:30:00,10-25-2026")) == "ACK"
    assert centre.intake.signals[0].device_at == now


async def test_a_checksum_the_unit_does_not_use_is_a_wrong_one() -> None:
    centre = TestCentre(replace(UNIT, settings={"crc_includes_cr": "no"}), at=NOON)
    unit = Told(centre)
    frame = build("ADM-CID", "0001", "0123", data="#0123|1101 01 007", habits=Habits(crc_includes_cr=True))
    assert await unit.hears(frame) == "silence"
    assert unit.reception.rejects.latest()[0].raw == frame
    assert counted(centre, "bad_crc") == 1


async def test_when_our_own_code_fails_the_event_is_raised_unclassified(
    centre: TestCentre, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("devices.dc09.reception.translate", lambda *_: 1 / 0)
    assert await Told(centre).hears(press()) == "ACK"
    assert Flag.UNCLASSIFIED in centre.intake.signals[0].flags
    assert centre.intake.signals[0].lane is Lane.LIFE_SAFETY
    assert "Astrid" not in caplog.text


async def test_an_intake_that_breaks_is_silence(centre: TestCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(signals: object) -> asyncio.Future[object]:
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        future.set_exception(RuntimeError("bug"))
        return future

    monkeypatch.setattr(centre.intake, "submit", broken)
    assert await Told(centre).hears(press()) == "silence"


async def test_a_sound_frame_without_token_is_one_technical_incident_for_its_source(centre: TestCentre) -> None:
    reception = Reception("dc09", centre.centre, SettingsReader())
    for port in (1, 2, 3):
        reception.reject(Rejected(Fault.UNREADABLE, b"\nxx\r"), f"10.0.0.1:{port}")
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.subject, signal.raw) == (Lane.TECHNICAL, "sender:dc09:10.0.0.1", b"\nxx\r")


async def test_a_key_in_a_frame_is_not_shown_in_the_trace(centre: TestCentre) -> None:
    await Told(centre).hears(
        build("NULL", "0000", "0123", extended=[Extended("K", "00112233445566778899aabbccddeeff")])
    )
    assert centre.tracer.lines
    assert all(b"0011" not in raw for raw in centre.tracer.raws)


async def test_nothing_is_decoded_for_a_trace_that_nobody_sees(centre: TestCentre) -> None:
    centre.tracer.is_heard = False
    await Told(centre).hears(press())
    assert centre.tracer.lines == []


async def test_bytes_that_are_no_frame_are_counted_kept_and_traced(centre: TestCentre) -> None:
    reception = Reception("dc09", centre.centre, SettingsReader())
    reception.reject(Rejected(Fault.BAD_CRC, b"\nxx"), "127.0.0.1:1")
    assert counted(centre, "bad_crc") == 1
    assert [(kept.source, kept.raw, kept.at) for kept in reception.rejects.latest()] == [("127.0.0.1:1", b"\nxx", NOON)]
    assert centre.intake.signals == []
    assert "bad_crc" in centre.tracer.lines[0][2]


async def test_an_answer_that_strays_in_is_not_answered(centre: TestCentre) -> None:
    assert await Told(centre).hears(build("ACK", "0001", "0123")) == "silence"
