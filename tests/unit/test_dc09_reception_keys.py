"""Encrypted frames at the DC-09 door: wrong keys, no keys, changed keys, and what is still a sign of life."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alarmd.domain.signal import Flag, Kind, Lane
from devices.dc09.reception import Reception
from devices.dc09.unit_settings import SettingsReader
from protocols.dc09 import build, format_timestamp, parse_frame
from protocols.dc09.envelope import seal
from tests.fakes.centre import NOON, TestCentre
from tests.unit.dc09_telling import KEY, SEALED, UNIT, Told, press, ticks


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(UNIT, at=NOON)


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
