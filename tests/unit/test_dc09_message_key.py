"""Equal for repeats, different for everything else."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.dc09 import Extended, Habits, Key, build, decrypt, message_key, parse_frame

BASE: dict[str, Any] = {
    "token": "SIA-DCS",
    "seq": "0001",
    "account": "0123",
    "data": "#0123|NQA7",
    "receiver": "1",
    "prefix": "0",
    "extended": (Extended("I", "Hall"),),
    "timestamp": "10:00:00,05-01-2026",
}


def key(**change: Any) -> str:
    return message_key(parse_frame(build(**(BASE | change))))


def test_a_repeat_has_the_same_key() -> None:
    assert key(timestamp="10:00:09,05-01-2026") == key(habits=Habits(binary_crc=True)) == key(timestamp=None) == key()


@pytest.mark.parametrize(
    "change",
    [
        {"token": "ADM-CID"},
        {"seq": "0002"},
        {"account": "123"},
        {"account": None},
        {"data": "#0123|NQA8"},
        {"receiver": None},
        {"receiver": "01"},
        {"prefix": ""},
        {"prefix": None},
        {"extended": ()},
        {"extended": (Extended("I", "Kök"),)},
        {"receiver": "0", "prefix": "1"},
    ],
)
def test_anything_else_is_another_message(change: dict[str, Any]) -> None:
    assert key(**change) != key()


def test_pad_and_time_of_an_encrypted_repeat_do_not_matter() -> None:
    aes = Key(bytes(16))

    def opened(time: str) -> str:
        return message_key(decrypt(parse_frame(build(**(BASE | {"key": aes, "timestamp": time}))), aes))

    assert opened("10:00:00,05-01-2026") == opened("10:00:30,05-01-2026") == key()


def test_sealed_frames_differ_by_their_ciphertext() -> None:
    first = parse_frame(build(**BASE, key=Key(bytes(16)), pad=b"x" * 9))
    other = parse_frame(build(**(BASE | {"data": "#0123|NQA8"}), key=Key(bytes(16)), pad=b"x" * 9))
    assert message_key(first) != message_key(other)
