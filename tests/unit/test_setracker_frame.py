"""The two forms of a frame, and what words are for."""

from __future__ import annotations

import pytest

from protocols.setracker import BadFieldError, Purpose, escape, parse_frame, seal


def test_the_stated_length_tells_the_two_forms_apart() -> None:
    plain = parse_frame(b"[3G*8800000017*0006*0002*L]")
    assert (plain.seq, plain.content) == (None, b"0002*L")
    with_seq = parse_frame(b"[3G*8800000017*0076*0002*LK]")
    assert (with_seq.seq, with_seq.content) == ("0076", b"LK")
    assert parse_frame(b"[3G*8800000017*free text*0002*LK]").seq == "free text"


@pytest.mark.parametrize(
    ("word", "purpose"),
    [("LK", "link_test"), ("INIT", "first_contact"), ("AL_LTE", "alarm"), ("AL", "alarm"), ("UD2", "position"),
     ("UD_WCDMA", "position"), ("WT", "position"), ("TKQ2", "query"), ("heart", "health"), ("btemp2", "health"),
     ("img", "media"), ("JXTK", "media"), ("TK", "media"), ("CONFIG", "other"), ("", "other")],
)  # fmt: skip
def test_purposes(word: str, purpose: str) -> None:
    frame = parse_frame(seal("3G", "8800000017", f"{word},1"))
    assert frame.purpose is Purpose(purpose)
    assert (frame.word, frame.fields) == (word, ["1"])


def test_no_fields_no_place_in_the_print() -> None:
    frame = parse_frame(seal("3G", "8800000017", "LK"))
    assert frame.fields == []
    assert "LK" not in repr(frame)


def test_what_cannot_be_written() -> None:
    for header, content in (("3]", "x"), ("3*", "x"), ("3G", "["), ("3G", "x" * 70_000)):
        with pytest.raises(BadFieldError):
            seal(header, "8800000017", content)
    assert escape(b"}[],*") == b"}\x01}\x02}\x03}\x04}\x05"
