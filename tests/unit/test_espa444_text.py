"""Swedish letters in seven bits, eight bits and code pages."""

from __future__ import annotations

import pytest

from protocols.espa444 import CHARSETS, BadCharsetError, read_text, write_text


@pytest.mark.parametrize("charset", sorted(CHARSETS))
def test_swedish_goes_round(charset: str) -> None:
    assert read_text(write_text("Kök Åsa Östvåg ärt", charset), charset) == "Kök Åsa Östvåg ärt"


def test_the_six_letters_of_iso_646() -> None:
    assert read_text(b"}{|][\\", "ascii-se") == "åäöÅÄÖ"
    assert read_text(b"}{|][\\") == "}{|][\\"


def test_control_characters_become_blanks_and_breaks_stay() -> None:
    assert read_text(b"\x0cRum\x077\rBad\n") == "Rum 7\nBad"


def test_any_bytes_can_be_read() -> None:
    for charset in CHARSETS:
        assert read_text(bytes(range(256)), charset)


def test_what_a_set_lacks_is_a_question_mark() -> None:
    assert write_text("smör €", "ascii-se") == b"sm|r ?"


def test_an_unknown_set_is_said() -> None:
    with pytest.raises(BadCharsetError, match="klingon"):
        read_text(b"", "klingon")
    with pytest.raises(BadCharsetError, match="klingon"):
        write_text("", "klingon")
