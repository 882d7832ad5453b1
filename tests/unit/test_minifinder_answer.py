"""What a pendant hears, beside the bytes in the vectors."""

from __future__ import annotations

from protocols.minifinder import Field, Frame, Kind, answer, parse_frame, read_report, seal
from protocols.minifinder.build import heartbeat, place_wanted, time_wanted

NOW_S = 1_777_629_600


def answered(kind: int, *fields: Field, wanted: bool = True) -> Frame | None:
    frame = parse_frame(seal(kind, 9, fields, answer_wanted=wanted))
    octets = answer(frame, read_report(frame), NOW_S)
    return parse_frame(octets) if octets else None


def test_time_as_the_sheet_writes_it() -> None:
    told = answered(Kind.SERVICES, time_wanted())
    assert told is not None
    assert told.raw[8:] == bytes.fromhex("030512") + NOW_S.to_bytes(4, "little")
    assert told.index == 9


def test_place_as_the_sheet_writes_it() -> None:
    told = answered(Kind.SERVICES, place_wanted())
    assert told is not None
    assert told.raw[8:] == bytes.fromhex("030A11") + bytes(9)


def test_both_at_once_and_unasked() -> None:
    told = answered(Kind.SERVICES, heartbeat(50), place_wanted(), time_wanted(), wanted=False)
    assert told is not None
    assert [field.key for field in told.fields] == [0x12, 0x11]


def test_who_wants_no_answer_gets_none() -> None:
    assert answered(Kind.REPORT, wanted=False) is None
    assert answered(Kind.CONFIGURATION) is not None
