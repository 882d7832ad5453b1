"""Answers byte by byte (sheet §3)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from protocols.dc09 import (
    BadFieldError,
    DeviceClock,
    Habits,
    Key,
    ack,
    build,
    decrypt,
    duh,
    nak,
    parse_frame,
)
from protocols.dc09.envelope import seal

NOW = datetime(2025, 9, 24, 16, 20, 1, 5, tzinfo=UTC)


def test_known_good_answers() -> None:
    frame = parse_frame(b'\nC8D90027"ADM-CID"0001L0#0123[#0123|1101 01 007]\r')
    assert ack(frame) == b'\nF7340012"ACK"0001L0#0123[]\r'
    assert nak(frame, NOW) == b'\nE4410025"NAK"0000R0L0A0[]_16:20:01,09-24-2025\r'
    assert duh(frame) == seal(b'"DUH"0001L0#0123[]')
    assert ack(parse_frame(seal(b'"NULL"1702L0#0000[]'))) == b'\nCAFF0012"ACK"1702L0#0000[]\r'


def test_a_binary_checksum_is_answered_with_a_binary_checksum() -> None:
    frame = parse_frame(build("ADM-CID", "0001", "0123", habits=Habits(binary_crc=True)))
    assert ack(frame) == b'\n\xf7\x340012"ACK"0001L0#0123[]\r'
    for octets in (nak(frame, NOW), duh(frame)):
        assert parse_frame(octets).binary_crc


def test_a_checksum_with_cr_is_answered_normally() -> None:
    frame = parse_frame(build("NULL", "0001", "0123", habits=Habits(crc_includes_cr=True)))
    assert ack(frame) == b'\nF7340012"ACK"0001L0#0123[]\r'


@pytest.mark.parametrize("size", [16, 24, 32])
def test_encrypted_ack(size: int) -> None:
    key = Key(bytes(range(size)))
    frame = parse_frame(build("NULL", "0007", "0123", receiver="1", key=key, timestamp="16:20:01,09-24-2025"))
    octets = ack(decrypt(frame, key), key=key, now=NOW)
    answer = decrypt(parse_frame(octets), key)
    assert octets[9:].startswith(b'"*ACK"0007R1L0#0123[')
    assert (answer.token, answer.data, answer.timestamp) == ("ACK", "", "16:20:01,09-24-2025")
    assert octets[9:-1].partition(b"[")[2].isupper()


def test_an_encrypted_ack_needs_key_and_time() -> None:
    frame = parse_frame(build("NULL", "0007", "0123", key=Key(bytes(16))))
    with pytest.raises(BadFieldError):
        ack(frame, key=Key(bytes(16)))
    with pytest.raises(BadFieldError):
        ack(frame, now=NOW)


def test_nak_and_duh_are_plain_even_to_encrypted_frames() -> None:
    frame = parse_frame(build("NULL", "0007", "0123", key=Key(bytes(16))))
    assert nak(frame, NOW) == b'\nE4410025"NAK"0000R0L0A0[]_16:20:01,09-24-2025\r'
    assert duh(frame) == seal(b'"DUH"0007L0#0123[]')


def test_a_unit_in_local_time_hears_local_time() -> None:
    frame = parse_frame(build("NULL", "0007", "0123"))
    assert b"_18:20:01,09-24-2025" in nak(frame, NOW, DeviceClock(zone=ZoneInfo("Europe/Stockholm")))
