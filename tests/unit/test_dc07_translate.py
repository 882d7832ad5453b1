"""What DC-07 frames mean."""

from __future__ import annotations

from alarmd.domain.signal import Flag, Kind, Signal
from devices.dc07.translate import account_of, translate
from protocols.dc09 import build, parse_frame
from tests.fakes.arrivals import arrival


def signals(token: str, text: str, account: str = "4711") -> list[Signal]:
    return translate(parse_frame(build(token, "0001", account, data=text)), arrival("dc07", account))


def test_both_codes() -> None:
    assert signals("ADM-CID", "#4711|1101 00 007")[0].kind is Kind.PRESS
    assert [signal.kind for signal in signals("SIA-DCS", "#4711|NQA7/YT")] == [Kind.PRESS, Kind.BATTERY]


def test_another_account_inside_is_flagged() -> None:
    assert Flag.IDENTITY_MISMATCH in signals("ADM-CID", "#4712|1101 00 007")[0].flags


def test_what_cannot_be_read_is_unclassified() -> None:
    assert Flag.UNCLASSIFIED in signals("ADM-CID", "#4711|what")[0].flags
    assert Flag.UNCLASSIFIED in signals("XYZ", "")[0].flags


def test_the_account_is_the_headers_else_the_datas() -> None:
    assert account_of(parse_frame(build("SIA-DCS", "0001", "4711", data="#9|NQA"))) == "4711"
    assert account_of(parse_frame(build("SIA-DCS", "0001", None, data="#9|NQA"))) == "9"
