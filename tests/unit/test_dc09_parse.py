"""Bodies to fields: every header dialect of sheet §7."""

from __future__ import annotations

import pytest

from protocols.dc09 import Frame, UnreadableBodyError, ack, parse_frame
from protocols.dc09.envelope import seal
from protocols.dc09.parse import decode_text, has_time, parse_body


def read(body: str | bytes) -> Frame:
    return parse_frame(seal(body.encode() if isinstance(body, str) else body))


def head(body: str) -> tuple[str, str | None, str | None, str | None]:
    frame = read(body)
    assert frame.echo.decode() == body.split('"')[2].partition("[")[0]
    return frame.seq, frame.receiver, frame.prefix, frame.account


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ('"NULL"0000R1L1#9413[]', ("0000", "1", "1", "9413")),
        ('"NULL"0001R00001AL0#1234[]', ("0001", "00001A", "0", "1234")),
        ('"NULL"0001L#7303658550[]', ("0001", None, "", "7303658550")),
        ('"NULL"0001#1234[]', ("0001", None, None, "1234")),
        ('"NULL"0001L0[]', ("0001", None, "0", None)),
        ('"NULL"0001[]', ("0001", None, None, None)),
        ('"NULL"0001L0#ABCXYZ-9[]', ("0001", None, "0", "ABCXYZ-9")),
        ('"NULL"0001L0#Kök[]', ("0001", None, "0", "Kök")),
        ('"NULL"00aFL0#12[]', ("00aF", None, "0", "12")),
        ('"NULL"12L0#1234[]', ("", None, None, "1234")),
        ('"NULL"0001L0S7#1234[]', ("0001", None, None, "1234")),
        ('"NAK"0000R0L0A0[]', ("0000", "0", "0", "0")),
        ('"NAK"0000L0#1234[]', ("0000", None, "0", "1234")),
    ],
)
def test_header_dialects(body: str, fields: tuple[str | None, ...]) -> None:
    assert head(body) == fields


@pytest.mark.parametrize("body", ['"NULL"0001L0#1234', '"NULL"0001L0#1234[', '"*NULL"0001L0#1234'])
def test_a_body_that_ends_early_is_taken_as_empty(body: str) -> None:
    frame = read(body)
    assert (frame.account, frame.data, frame.ciphertext or "") == ("1234", "", "")


def test_data_without_closing_bracket_is_still_read() -> None:
    assert read('"ADM-CID"0001L0#1234[#1234|1101 01 007').data == "#1234|1101 01 007"


def test_times_behind_the_fields() -> None:
    assert read('"NULL"0001#1[]_10:00:00,05-01-2026').timestamp == "10:00:00,05-01-2026"
    assert read('"NULL"0001#1[][M00]_10:00:00,05-01-2026 ').timestamp == "10:00:00,05-01-2026"
    assert read('"NULL"0001#1[]_yesterday').timestamp == "yesterday"
    assert read('"NULL"0001#1[]junk').timestamp is None


def test_unknown_bytes_before_the_quote_are_skipped() -> None:
    sound = seal(b'"NULL"0001L0#1234[]')
    frame = parse_frame(sound[:9] + b"\x05OH 12" + sound[9:])
    assert (frame.account, frame.raw[9:15]) == ("1234", b"\x05OH 12")


def test_lower_case_hex_in_the_header() -> None:
    sound = seal(b'"NULL"0001L0#12345678[]')
    assert parse_frame(sound[:9].lower() + sound[9:]).account == "12345678"


def test_an_account_that_is_no_text_is_echoed_byte_for_byte() -> None:
    frame = read(b'"NULL"0001L0#\xc5\xf6\x81[]')
    assert frame.account == "Åö\x81".encode("latin-1").decode("latin-1")
    assert b'"ACK"0001L0#\xc5\xf6\x81[]' in ack(frame)


def test_text_is_utf_8_or_windows_1252_or_taken_byte_by_byte() -> None:
    assert decode_text("Kök".encode()) == "Kök"
    assert decode_text(b"K\xf6k \x96") == "Kök –"
    assert decode_text(b"\x81\xf6") == "\x81ö"


def test_no_token_in_quotes() -> None:
    with pytest.raises(UnreadableBodyError):
        parse_body(b'"abc', raw=b"")


def test_form_of_a_time() -> None:
    assert has_time("1:02:03,5-1-2026")
    assert not has_time("1:02:03")
    assert not has_time(None)
