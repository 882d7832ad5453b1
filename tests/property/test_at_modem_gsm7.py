"""The GSM alphabet and its packing go round for every text and every fill."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.at_modem import UnsendableError, gsm7

CHARACTERS = [character for character in gsm7.ALPHABET if character != "\x1b"] + list(gsm7.EXTENSION.values())
TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=160)


@given(TEXTS, st.integers(0, 6))
def test_texts_go_round(text: str, fill_bits: int) -> None:
    septets = gsm7.encode(text)
    packed = gsm7.pack(septets, fill_bits)
    assert gsm7.decode(gsm7.unpack(packed, len(septets), fill_bits)) == text
    assert len(packed) == -(-(7 * len(septets) + fill_bits) // 8)


@given(st.binary(max_size=140), st.integers(0, 255), st.integers(0, 6))
def test_any_octets_are_some_text(octets: bytes, count: int, fill_bits: int) -> None:
    septets = gsm7.unpack(octets, count, fill_bits)
    assert len(septets) <= count
    assert gsm7.decode(septets).isprintable() or septets


def test_the_alphabet_has_no_character_twice() -> None:
    assert len(gsm7.ALPHABET) == 128
    assert len(set(CHARACTERS)) == len(CHARACTERS) == 137


def test_known_packing() -> None:
    assert gsm7.pack(gsm7.encode("hellohello")).hex().upper() == "E8329BFD4697D9EC37"


def test_an_escape_to_nowhere_reads_from_the_base_table() -> None:
    assert gsm7.decode([0x1B, 0x41]) == "A"
    assert gsm7.decode([0x1B, 0x1B, 0x42]) == " B"
    assert gsm7.decode([0x41, 0x1B]) == "A"


def test_what_the_alphabet_lacks_is_not_guessed() -> None:
    with pytest.raises(UnsendableError):
        gsm7.encode("łódź")


def test_fill_after_a_header() -> None:
    assert [gsm7.fill_bits_after(octets) for octets in (0, 6, 7)] == [0, 1, 0]
