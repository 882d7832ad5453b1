"""Who sends or gets a short message: digits or letters (3GPP TS 23.040 §9.1.2.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from protocols.at_modem import gsm7
from protocols.at_modem.errors import UnsendableError
from protocols.at_modem.octets import Octets, swap, swapped

MOST_DIGITS = 20
"""Longest number in an address field (§9.1.2.5)."""

_INTERNATIONAL = 0x91
_NATIONAL = 0x81
_LETTERS = 0xD0
_SEMI_OCTETS = "0123456789*#abc"
_SENDABLE = re.compile(r"\+?[0-9*#abc]{1,20}")


class NumberType(IntEnum):
    """What kind of number it is: bits 4 to 6 of the type."""

    UNKNOWN = 0
    INTERNATIONAL = 1
    NATIONAL = 2
    NETWORK = 3
    SUBSCRIBER = 4
    LETTERS = 5
    ABBREVIATED = 6
    RESERVED = 7


@dataclass(frozen=True, slots=True)
class Address:
    """A sender or recipient.

    Attributes:
        text: the number, with `+` when it is international, or a name in letters. Only an international number is
            safe as identity; all of them can be forged.
    """

    text: str
    type: NumberType

    @property
    def is_number(self) -> bool:
        """False for a name in letters, which never stands for a unit."""
        return self.type is not NumberType.LETTERS


def read_address(octets: Octets) -> Address:
    """Take an address field: its length counts semi-octets.

    Raises:
        MalformedPduError: it is cut.
    """
    semi_octets, kind = octets.one(), octets.one()
    number_type = NumberType(kind >> 4 & 0x07)
    held = octets.take((semi_octets + 1) // 2)
    if number_type is NumberType.LETTERS:
        return Address(gsm7.decode(gsm7.unpack(held, semi_octets * 4 // 7)), number_type)
    return Address(_number(swapped(held)[:semi_octets], number_type), number_type)


def read_service_centre(octets: Octets) -> Address | None:
    """Take the service centre in front of a TPDU: its length counts octets; None when there is none.

    Raises:
        MalformedPduError: it is cut.
    """
    length = octets.one()
    if length == 0:
        return None
    held = octets.take(length)
    number_type = NumberType(held[0] >> 4 & 0x07)
    return Address(_number(swapped(held[1:]), number_type), number_type)


def build_address(text: str) -> bytes:
    """The address field of a number, international with `+`; of anything else, a name in letters.

    Raises:
        UnsendableError: longer than 20 digits or 11 letters, or with characters that no address holds.
    """
    if _SENDABLE.fullmatch(text):
        digits = _semi_octets(text.removeprefix("+"))
        return bytes([len(digits), _type_of(text)]) + swap(digits)
    septets = gsm7.encode(text)
    if not 0 < len(septets) <= MOST_DIGITS * 4 // 7:
        raise UnsendableError("an address holds 1 to 20 digits or 1 to 11 letters")
    return bytes([(7 * len(septets) + 3) // 4, _LETTERS]) + gsm7.pack(septets)


def build_number(text: str) -> bytes:
    """The address field of a number to send to.

    Raises:
        UnsendableError: it is no telephone number of 1 to 20 digits.
    """
    if not _SENDABLE.fullmatch(text):
        raise UnsendableError("not a telephone number: up to 20 digits, with + in front when international")
    return build_address(text)


def build_service_centre(text: str) -> bytes:
    """The service centre's field; nothing in it means the card's own."""
    if not text:
        return b"\x00"
    number = swap(_semi_octets(text.removeprefix("+")))
    return bytes([len(number) + 1, _type_of(text)]) + number


def _type_of(text: str) -> int:
    return _INTERNATIONAL if text.startswith("+") else _NATIONAL


def _number(semi_octets: str, number_type: NumberType) -> str:
    digits = "".join([_SEMI_OCTETS[int(digit, 16)] for digit in semi_octets if digit != "F"])
    return f"+{digits}" if number_type is NumberType.INTERNATIONAL else digits


def _semi_octets(digits: str) -> str:
    return "".join([f"{_SEMI_OCTETS.index(digit):X}" for digit in digits])
