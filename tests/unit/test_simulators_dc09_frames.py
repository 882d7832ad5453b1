"""Events as frames, compared with what the sheets show, byte by byte."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from protocols.dc09.build import Habits
from protocols.dc09.crypto import decrypt
from protocols.dc09.extended import read_position
from protocols.dc09.keys import parse_key
from protocols.dc09.splitter import parse_frame
from simulators.dc09_frames import Dialler, Token
from simulators.events import Event, What

NOW = datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC)
PLAIN = Dialler(account="0123")


def test_the_frame_of_the_sheet() -> None:
    frame = PLAIN.frame(Event(what=What.PRESS, zone="7"), "0001", NOW)
    assert frame == b'\nC8D90027"ADM-CID"0001L0#0123[#0123|1101 01 007]\r'


def test_a_link_test() -> None:
    assert Dialler(account="1234").frame(Event(what=What.HEARTBEAT), "0001", NOW) == b'\nDBA30013"NULL"0001L0#1234[]\r'


@pytest.mark.parametrize(
    ("event", "contact_id", "sia"),
    [
        (Event(what=What.MAINS, restored=True, zone="0"), "#0123|3301 01 000", "#0123|Nri1/AR0"),
        (Event(what=What.BATTERY, zone="012"), "#0123|1384 01 012", "#0123|Nri1/XT12"),
        (Event(what=What.SMOKE), "#0123|1111 01 001", "#0123|Nri1/FA1"),
        (Event(what=What.PRESS, also=(What.BATTERY,)), "#0123|1101 01 001", "#0123|Nri1/QA1/XT1"),
    ],
)
def test_both_ways_of_writing(event: Event, contact_id: str, sia: str) -> None:
    assert parse_frame(PLAIN.frame(event, "0042", NOW)).data == contact_id
    with_sia = Dialler(account="0123", token=Token.SIA)
    assert parse_frame(with_sia.frame(event, "0042", NOW)).data == sia


def test_extended_fields() -> None:
    event = Event(
        what=What.FALL,
        room="Badrum",
        position=(59.328333, -18.058333),
        happened_at=datetime(2026, 3, 1, 11, tzinfo=UTC),
    )
    frame = parse_frame(PLAIN.frame(event, "0042", NOW))
    assert [field.text for field in frame.extended] == [
        "H11:00:00,03-01-2026",
        "IFall",
        "RBadrum",
        "X018W03.500",
        "Y59N19.700",
    ]
    position = read_position(frame.extended)
    assert position is not None
    assert (round(position.latitude, 5), round(position.longitude, 5)) == (59.32833, -18.05833)


def test_encrypted_frames_carry_the_time_and_plain_ones_when_asked() -> None:
    key = parse_key("hex:00112233445566778899AABBCCDDEEFF")
    sealed = parse_frame(Dialler(account="0123", key=key).frame(Event(what=What.PRESS), "0001", NOW))
    assert sealed.sealed
    opened = decrypt(sealed, key)
    assert (opened.data, opened.timestamp) == ("#0123|1101 01 001", "12:34:56,03-01-2026")
    stamped = parse_frame(Dialler(account="0123", stamped=True).frame(Event(what=What.PRESS), "0001", NOW))
    assert stamped.timestamp == "12:34:56,03-01-2026"


def test_habits_and_header_fields_are_the_units_own() -> None:
    dialler = Dialler(account="AB12", receiver="3", prefix=None, habits=Habits(binary_crc=True))
    frame = parse_frame(dialler.frame(Event(what=What.PRESS), "0001", NOW))
    assert (frame.receiver, frame.prefix, frame.account, frame.binary_crc) == ("3", None, "AB12", True)
