"""ESPA blocks: odd ones are kept, ours are refused when they would break the line."""

from __future__ import annotations

import pytest

from protocols.espa444 import BadFieldError, Block, RecordKind, Splitter, build_block
from protocols.espa444.block import SOH, check_character


def sealed(inner: bytes) -> bytes:
    return bytes([SOH]) + inner + bytes([check_character(inner)])


def only(raw: bytes) -> Block:
    (item,) = Splitter().feed(raw)
    assert isinstance(item, Block)
    return item


def test_a_block_without_records_or_header_is_still_a_block() -> None:
    assert only(sealed(b"1\x02\x03")).records == ()
    odd = only(sealed(b"LARM\x03"))
    assert odd.header == ""
    assert [record.octets for record in odd.records] == [b"LARM"]
    assert odd.find(RecordKind.TEXT) is None


def test_the_first_record_of_a_kind_counts() -> None:
    block = only(sealed(b"1\x022\x1fett\x1e2\x1ftv}\x1eskr\x03"))
    assert block.find(RecordKind.TEXT) == "ett"
    assert [record.identifier for record in block.records] == ["2", "2", ""]


def test_a_check_character_counted_in_seven_bits_is_believed() -> None:
    raw = build_block("1", [("2", "Kök 7".encode("latin-1"))])
    assert raw[-1] & 0x80
    assert only(raw[:-1] + bytes([raw[-1] & 0x7F])).find(RecordKind.TEXT) == "Kök 7"


def test_nothing_of_a_person_is_printed() -> None:
    assert "Anna" not in repr(only(build_block("1", [("2", b"Anna")])))


@pytest.mark.parametrize("octets", [b"a\x1fb", b"\x03", b"x" * 1200])
def test_what_would_break_a_block_is_refused(octets: bytes) -> None:
    with pytest.raises(BadFieldError):
        build_block("1", [("2", octets)])
