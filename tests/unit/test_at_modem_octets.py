"""Octets from the front, and swapped halves."""

from __future__ import annotations

import pytest

from protocols.at_modem import MalformedPduError
from protocols.at_modem.octets import Octets, of_hex, swap, swapped


def test_taking() -> None:
    octets = Octets(b"\x01\x02\x03")
    assert (octets.one(), octets.take(1), octets.rest(), octets.rest()) == (1, b"\x02", b"\x03", b"")
    with pytest.raises(MalformedPduError):
        octets.one()


def test_swapping() -> None:
    assert swap("46701") == bytes.fromhex("6407F1")
    assert swapped(bytes.fromhex("6407F1")) == "46701F"


@pytest.mark.parametrize("text", ["0", "xy", "0å"])
def test_what_is_no_hex(text: str) -> None:
    with pytest.raises(MalformedPduError):
        of_hex(text)
