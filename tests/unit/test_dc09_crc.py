"""CRC-16/ARC against its definition, bit by bit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.dc09 import crc as crc_module
from protocols.dc09.crc import crc16


def by_definition(octets: bytes) -> int:
    crc = 0
    for octet in octets:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


@given(st.binary(max_size=200))
def test_equals_the_definition(octets: bytes) -> None:
    assert crc16(octets) == by_definition(octets)


def test_check_value_and_the_entry_once_misprinted() -> None:
    assert crc16(b"123456789") == 0xBB3D
    assert crc16(b"") == 0
    assert crc16(bytes([0x64])) == 0xEB01  # the 101st entry of the DC-07 table


def test_a_big_endian_machine_gets_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    # array("H") in the other byte order, swapped back, is what such a machine computes.
    swapped = bytes(b for pair in zip(b"1234567"[1::2], b"1234567"[::2], strict=False) for b in pair)
    monkeypatch.setattr(crc_module, "_BIG_ENDIAN", True)
    assert crc16(swapped) == by_definition(b"123456")
