"""The frame's outer form; its round trip is a property of the splitter's tests."""

from __future__ import annotations

from protocols.minifinder import Field, Frame, parse_frame, seal
from protocols.minifinder.frame import body_length, checksum_holds


def test_an_answer_as_the_sheet_writes_it() -> None:
    raw = seal(0x7F, 1, [Field(0, b"")])
    assert raw.hex() == "ab00030008c701007f0100"
    assert body_length(raw, 0) == 3
    assert checksum_holds(raw)
    assert not checksum_holds(raw[:-1] + b"\1")


def test_a_field_longer_than_the_body_is_said_to_be_incomplete() -> None:
    whole = parse_frame(seal(1, 1, [Field(0x01, b"350000000000017"), Field(0x14, b"\x50\0\0")]))
    assert not whole.incomplete
    assert "35000" not in repr(whole)
    cut = Frame(1, 0, 1, whole.fields[:1], incomplete=True)
    assert cut.fields[0].octets == b"350000000000017"
