"""Numbers and names as senders and recipients."""

from __future__ import annotations

import pytest

from protocols.at_modem import NumberType, UnsendableError
from protocols.at_modem.address import (
    build_address,
    build_number,
    build_service_centre,
    read_address,
    read_service_centre,
)
from protocols.at_modem.octets import Octets


@pytest.mark.parametrize(
    ("text", "octets", "kind"),
    [
        ("+46701740605", "0B916407710406F5", NumberType.INTERNATIONAL),
        ("0701740605", "0A817010476050", NumberType.UNKNOWN),
        ("*121#", "05811A12FB", NumberType.UNKNOWN),
        ("Larmcentral", "14D0CCB0BC3D2EBBE9F2301B", NumberType.LETTERS),
    ],
)
def test_addresses(text: str, octets: str, kind: NumberType) -> None:
    assert build_address(text).hex().upper() == octets
    address = read_address(Octets(build_address(text)))
    assert (address.text, address.type) == (text, kind)


def test_service_centres() -> None:
    octets = build_service_centre("+46705008999")
    assert octets.hex().upper() == "07916407058099F9"
    read = read_service_centre(Octets(octets))
    assert read is not None
    assert read.text == "+46705008999"
    assert read_service_centre(Octets(build_service_centre(""))) is None


@pytest.mark.parametrize("wrong", ["", "Larmcentralen", "1" * 21, "ł"])
def test_what_no_address_holds(wrong: str) -> None:
    with pytest.raises(UnsendableError):
        build_address(wrong)


def test_only_numbers_are_sent_to() -> None:
    with pytest.raises(UnsendableError):
        build_number("Larm")
