"""Padding, wrong keys, ciphertext that is none (sheet §12.6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.dc09 import (
    Frame,
    Habits,
    Key,
    Reply,
    UnreadableCiphertextError,
    WrongKeyError,
    build,
    decrypt,
    parse_frame,
)
from protocols.dc09.crypto import decrypt_text, encrypt, padding
from protocols.dc09.envelope import seal

KEY, OTHER = Key(bytes(range(16))), Key(bytes(range(1, 17)))
TIME = "10:00:00,05-01-2026"


def sealed(plain: bytes) -> Frame:
    return parse_frame(seal(b'"*ADM-CID"0001L0#0123[' + encrypt(plain, KEY, b"")))


@given(st.integers(0, 200))
def test_pad_fills_blocks_and_holds_no_mark(length: int) -> None:
    pad = padding(length)
    assert 1 <= len(pad) <= 16
    assert (length + len(pad)) % 16 == 0
    assert not set(pad) & set(b"|[]")


@given(st.integers(0, 40))
def test_any_pad_length_is_read(length: int) -> None:
    tail = f"|#0123|1101 01 007][IFall]_{TIME}".encode()
    fill = b"\x14" * (length + -(length + len(tail)) % 16)
    frame = decrypt(sealed(fill + tail), KEY)
    assert (frame.data, frame.timestamp, frame.extended[0].text) == ("#0123|1101 01 007", TIME, "IFall")
    empty = f"]_{TIME}".encode()
    assert decrypt(sealed(b"x" * (-len(empty) % 16) + empty), KEY).data == ""


def test_upper_case_is_sent_and_either_case_read() -> None:
    octets = build("NULL", "0001", "0123", key=KEY, timestamp=TIME)
    assert octets.split(b"[")[1].isupper()
    lower = build("NULL", "0001", "0123", key=KEY, timestamp=TIME, habits=Habits(lower_case_hex=True))
    assert lower.split(b"[")[1].islower()
    assert decrypt(parse_frame(lower), KEY).timestamp == TIME


def test_wrong_key_is_told_and_never_answered_nak() -> None:
    frame = parse_frame(build("ADM-CID", "0001", "0123", "#0123|1101 01 007", key=KEY, timestamp=TIME))
    with pytest.raises(WrongKeyError) as told:
        decrypt(frame, OTHER)
    assert told.value.reply is Reply.SILENCE
    assert decrypt(frame, KEY).data == "#0123|1101 01 007"


def test_no_key_leaves_the_header_readable() -> None:
    frame = parse_frame(build("ADM-CID", "0001", "0123", "#0123|1101 01 007", key=KEY, timestamp=TIME))
    assert (frame.sealed, frame.account, frame.data) == (True, "0123", "")


def test_the_key_changes_while_running() -> None:
    for key in (KEY, OTHER, Key(bytes(24)), Key(bytes(32)), KEY):
        frame = parse_frame(build("SIA-DCS", "0001", "0123", "#0123|NQA7", key=key, timestamp=TIME))
        assert decrypt(frame, key).data == "#0123|NQA7"


def test_an_encrypted_event_without_time_is_still_an_event() -> None:
    frame = decrypt(sealed(b"xxxx|#0123|NQA7]"), KEY)
    assert (frame.data, frame.timestamp) == ("#0123|NQA7", None)
    with pytest.raises(WrongKeyError):
        decrypt(sealed(b"xxxxxxxx|0123|Q]"), KEY)


@pytest.mark.parametrize("text", ["", "zz", "abc", "00" * 15])
def test_what_is_no_ciphertext(text: str) -> None:
    with pytest.raises(UnreadableCiphertextError) as told:
        decrypt_text(text, KEY)
    assert told.value.reply is Reply.DUH


@given(st.binary(min_size=16, max_size=160))
def test_random_plaintext_never_crashes(octets: bytes) -> None:
    frame = sealed(octets[: len(octets) // 16 * 16])
    try:
        assert not decrypt(frame, KEY).sealed
    except WrongKeyError:
        assert frame.sealed


def test_a_plain_frame_stays_as_it_is() -> None:
    frame = parse_frame(build("NULL", "0001", "0123"))
    assert decrypt(frame, KEY) is frame
