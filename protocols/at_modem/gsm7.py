"""The GSM 7-bit default alphabet with its extension table, and how septets are packed (3GPP TS 23.038 §6)."""

from __future__ import annotations

from collections.abc import Sequence

from protocols.at_modem.errors import UnsendableError

ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Character by septet; 0x1B is the escape to the extension table (§6.2.1)."""

EXTENSION = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
"""Character by the septet after an escape (§6.2.1.1)."""

ESCAPE = 0x1B

_SEPTETS: dict[str, tuple[int, ...]] = {
    character: (septet,) for septet, character in enumerate(ALPHABET) if septet != ESCAPE
}
_SEPTETS.update({character: (ESCAPE, septet) for septet, character in EXTENSION.items()})


def septets_of(character: str) -> tuple[int, ...]:
    """One septet, two for the extension table, none when the alphabet lacks the character."""
    return _SEPTETS.get(character, ())


def encode(text: str) -> list[int]:
    """The septets of a text.

    Raises:
        UnsendableError: a character is not in the alphabet.
    """
    septets: list[int] = []
    for character in text:
        found = septets_of(character)
        if not found:
            raise UnsendableError("the text holds characters that the GSM alphabet lacks")
        septets += found
    return septets


def decode(septets: Sequence[int]) -> str:
    """The text of septets; after an escape what the extension table lacks is read from the base table (§6.2.1)."""
    characters: list[str] = []
    escaped = False
    for septet in septets:
        if escaped:
            characters.append(EXTENSION.get(septet) or _base(septet))
            escaped = False
        elif septet == ESCAPE:
            escaped = True
        else:
            characters.append(ALPHABET[septet])
    return "".join(characters)


def _base(septet: int) -> str:
    return " " if septet == ESCAPE else ALPHABET[septet]


def pack(septets: Sequence[int], fill_bits: int = 0) -> bytes:
    """Pack septets, low bits first, after 0 to 6 fill bits (§6.1.2.1)."""
    number = 0
    for place, septet in enumerate(septets):
        number |= septet << (fill_bits + 7 * place)
    return number.to_bytes((fill_bits + 7 * len(septets) + 7) // 8, "little")


def unpack(octets: bytes, count: int, fill_bits: int = 0) -> list[int]:
    """At most `count` septets of `octets`; fewer when there are fewer."""
    number = int.from_bytes(octets, "little") >> fill_bits
    count = max(0, min(count, (8 * len(octets) - fill_bits) // 7))
    return [number >> (7 * place) & 0x7F for place in range(count)]


def fill_bits_after(octets: int) -> int:
    """How many bits fill up to the next septet border after a header of so many octets, its length included."""
    return -8 * octets % 7
