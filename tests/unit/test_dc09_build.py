"""Frames as units write them."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.dc09 import BadFieldError, Extended, Habits, Key, build, next_seq, parse_frame


def test_known_good_bytes() -> None:
    assert build("ADM-CID", "0001", "0123", "#0123|1101 01 007") == (
        b'\nC8D90027"ADM-CID"0001L0#0123[#0123|1101 01 007]\r'
    )
    assert build("ADM-CID", "0007", "0042", "#0042|1301 00 000", prefix=None) == (
        b'\nD4C90025"ADM-CID"0007#0042[#0042|1301 00 000]\r'
    )


def test_windows_1252_texts() -> None:
    octets = build(
        "SIA-DCS", "0050", "4711", "#4711|NQA001", extended=[Extended("L", "Kök, Åsgatan 5")],
        habits=Habits(encoding="cp1252"),
    )  # fmt: skip
    assert octets.startswith(b"\n35360033")
    with pytest.raises(BadFieldError):
        build("SIA-DCS", "0050", "4711", "漢", habits=Habits(encoding="cp1252"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "12[3"},
        {"account": '12"3'},
        {"data": "a]b"},
        {"data": "a\rb"},
        {"token": 'A"B'},
        {"token": "A\nB"},
        {"prefix": "]"},
        {"extended": [Extended("I", "a]")]},
        {"extended": [Extended("I", "a\n")]},
        {"data": "x" * 5000},
        {"key": Key(bytes(16)), "pad": b"x"},
    ],
)
def test_what_would_break_the_frame_is_refused(wrong: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"token": "NULL", "seq": "0001", "account": "0123"}
    with pytest.raises(BadFieldError):
        build(**(fields | wrong))


def test_json_paths_may_hold_brackets() -> None:
    fields = (Extended("J", '{"path":[1]}'), Extended("M", "00"))
    assert parse_frame(build("XNM", "0001", "0123", extended=fields)).extended == fields


def test_sequence_never_reaches_0000() -> None:
    assert [next_seq(seq) for seq in ("0000", "0001", "9998", "9999")] == ["0001", "0002", "9999", "0001"]
