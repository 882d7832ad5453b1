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
from protocols.dc09 import Extended, Fault, Habits, Key, Rejected, build, format_timestamp, parse_frame
from protocols.dc09.envelope import seal
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.loop import turn

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="dc09", address="0123", subscriber_ids=(9,))
KEY = Key(bytes(range(16)))
SEALED = replace(UNIT, settings={"key": "hex:" + KEY.octets.hex()})


def press(seq: str = "0001", account: str = "0123", time: str | None = None, key: Key | None = None) -> bytes:
    return build("ADM-CID", seq, account, data=f"#{account}|1101 01 007", timestamp=time, key=key)


async def ticks() -> None:
    for _ in range(3):
        await turn()


def counted(centre: TestCentre, outcome: str) -> float | None:
    labels = {"door": "dc09", "outcome": outcome}
    return centre.telemetry.registry.get_sample_value("alarmd_frames_total", labels)


class Told:
    """One reception and what it answered, in order."""

    def __init__(self, centre: TestCentre, settings: SettingsReader | None = None) -> None:
        self.reception = Reception("dc09", centre.centre, settings or SettingsReader())
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


async def test_an_encrypted_press_is_answered_encrypted() -> None:
    centre = TestCentre(SEALED, at=NOON)
    answers: list[bytes] = []
    reception = Reception("dc09", centre.centre, SettingsReader())
    reception.receive(parse_frame(press(time=format_timestamp(NOON), key=KEY)), "h:1", answers.append)
    await ticks()
    assert parse_frame(answers[0]).encrypted
    assert centre.intake.signals[0].kind is Kind.PRESS


async def test_an_encrypted_frame_without_time_is_raised_but_is_no_sign_of_life() -> None:
    centre = TestCentre(SEALED, at=NOON)
    assert await Told(centre).hears(press(key=KEY)) == "ACK"
    assert Flag.REPLAY in centre.intake.signals[0].flags
    assert await Told(centre).hears(build("NULL", "0000", "0123", key=KEY)) in ("ACK", "silence")
    assert centre.contact.heard == []


async def test_where_the_window_is_off_an_old_encrypted_frame_is_a_sign_of_life() -> None:
    centre = TestCentre(replace(SEALED, settings={**SEALED.settings, "window": "off"}), at=NOON)
    old = format_timestamp(NOON - timedelta(hours=2))
    assert await Told(centre).hears(press(time=old, key=KEY)) == "ACK"
    assert centre.contact.heard == [7]


async def test_when_our_own_clock_stepped_nobody_is_lost_for_it() -> None:
    centre = TestCentre(SEALED, at=NOON)
    centre.sure = False
    old = format_timestamp(NOON - timedelta(hours=2))
    assert await Told(centre).hears(build("NULL", "0000", "0123", timestamp=old, key=KEY)) == "ACK"
    assert centre.contact.heard == [7]


async def test_an_old_encrypted_frame_is_raised_but_is_no_sign_of_life() -> None:
    centre = TestCentre(SEALED, at=NOON)
    old = format_timestamp(NOON - timedelta(hours=2))
    assert await Told(centre).hears(press(time=old, key=KEY)) == "NAK"
    assert Flag.REPLAY in centre.intake.signals[0].flags
    assert centre.contact.heard == []


async def test_a_known_units_event_under_another_key_rings_and_is_never_answered_nak() -> None:
    centre = TestCentre(replace(UNIT, settings={"key": "hex:" + "ff" * 16}), at=NOON)
    unit = Told(centre)
    # Pad and ciphertext differ from try to try; the message key does not.
    assert [await unit.hears(press(time=format_timestamp(NOON), key=KEY)) for _ in range(3)] == ["silence"] * 3
    note, rings = centre.intake.signals
    assert (note.lane, note.kind) == (Lane.TECHNICAL, Kind.SECURITY)
    assert (rings.lane, rings.kind, Flag.UNCLASSIFIED in rings.flags) == (Lane.LIFE_SAFETY, Kind.UNKNOWN, True)
    assert centre.contact.heard == []


async def test_another_event_under_another_key_rings_again() -> None:
    centre = TestCentre(replace(UNIT, settings={"key": "hex:" + "ff" * 16}), at=NOON)
    unit = Told(centre)
    for seq in ("0001", "0002"):
        await unit.hears(press(seq, time=format_timestamp(NOON), key=KEY))
    assert [signal.lane for signal in centre.intake.signals].count(Lane.LIFE_SAFETY) == 2


async def test_a_link_test_under_another_key_is_a_technical_note_once_an_hour() -> None:
    centre = TestCentre(replace(UNIT, settings={"key": "hex:" + "ff" * 16}), at=NOON)
    unit = Told(centre)
    beat = build("NULL", "0000", "0123", timestamp=format_timestamp(NOON), key=KEY)
    assert [await unit.hears(beat) for _ in range(3)] == ["silence"] * 3
    assert [signal.kind for signal in centre.intake.signals] == [Kind.SECURITY]


async def test_without_any_key_an_unknown_senders_secret_is_technical(centre: TestCentre) -> None:
    assert await Told(centre).hears(press(account="9999", time=format_timestamp(NOON), key=KEY)) == "silence"
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind, signal.raw[:1]) == (Lane.TECHNICAL, Kind.SECURITY, b"\n")


async def test_a_ciphertext_that_is_none_hears_duh_once_it_is_stored() -> None:
    centre = TestCentre(SEALED, at=NOON)
    frame = seal(b'"*ADM-CID"0001L0#0123[nonsense')
    assert await Told(centre).hears(frame) == "DUH"
    assert centre.intake.signals[-1].lane is Lane.LIFE_SAFETY
    assert centre.intake.signals[-1].raw == frame


async def test_a_changed_key_is_used_while_running() -> None:
    centre = TestCentre(replace(UNIT, settings={"key": "hex:" + "ff" * 16}), at=NOON)
    unit = Told(centre)
    assert await unit.hears(press(time=format_timestamp(NOON), key=KEY)) == "silence"
    centre.units.by_address["dc09", "0123"] = SEALED
    assert await unit.hears(press("0002", time=format_timestamp(NOON), key=KEY)) == "ACK"


async def test_a_plain_press_from_a_unit_with_a_key_is_taken_and_flagged() -> None:
    centre = TestCentre(SEALED, at=NOON)
    unit = Told(centre)
    assert await unit.hears(press()) == "ACK"
    note, rings = centre.intake.signals
    assert (note.kind, note.lane) == (Kind.SECURITY, Lane.TECHNICAL)
    assert (rings.kind, Flag.NOT_ENCRYPTED in rings.flags) == (Kind.PRESS, True)
    assert await unit.hears(build("NULL", "0000", "0123")) == "ACK"
    assert len(centre.intake.signals) == 2
    assert centre.contact.heard == []


async def test_on_a_port_with_a_default_key_plain_units_are_ordinary() -> None:
    centre = TestCentre(UNIT, at=NOON)
    unit = Told(centre, SettingsReader("hex:" + KEY.octets.hex()))
    assert await unit.hears(press()) == "ACK"
    assert await unit.hears(press("0002", time=format_timestamp(NOON), key=KEY)) == "ACK"
    assert [signal.flags for signal in centre.intake.signals] == [frozenset()] * 2
    assert centre.contact.heard == [7, 7]


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
