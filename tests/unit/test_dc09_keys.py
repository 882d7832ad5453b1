"""Keys as people write them."""

from __future__ import annotations

import pytest

from protocols.dc09 import BadKeyError, Key, parse_key


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("hex:000102030405060708090A0B0C0D0E0F", bytes(range(16))),
        ("HEX: 000102030405060708090a0b0c0d0e0f ", bytes(range(16))),
        ("text:000102030405060708090A0B0C0D0E0F", b"000102030405060708090A0B0C0D0E0F"),
        ("00" * 24, bytes(24)),
        ("00" * 32, bytes(32)),
        ("Nyckel-for-AES192-24tkn!", b"Nyckel-for-AES192-24tkn!"),
        ("0123456789012345", b"0123456789012345"),
        ("text:a:b4567890123456", b"a:b4567890123456"),
        ("sixteen:letters!", b"sixteen:letters!"),
    ],
)
def test_good_keys(text: str, octets: bytes) -> None:
    assert parse_key(text) == Key(octets)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("000102030405060708090A0B0C0D0E0F", "write hex: or text:"),
        ("hex:xyz", "hex digits"),
        ("hex:00", "2 hex digits"),
        ("hex:" + "0" * 33, "33 hex digits"),
        ("text:short", "5 characters"),
        ("", "0 characters"),
        ("Nyckel för AES12", "ASCII"),
    ],
)
def test_bad_keys_are_refused_in_plain_words_without_the_key(text: str, word: str) -> None:
    with pytest.raises(BadKeyError, match=word) as refused:
        parse_key(text)
    assert len(text) < 10 or text not in str(refused.value)


def test_length_and_silence() -> None:
    with pytest.raises(BadKeyError):
        Key(b"short")
    assert repr(Key(bytes(16))) == "Key()"
