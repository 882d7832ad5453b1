"""A text cut into as many messages as it takes (3GPP TS 23.040 §9.2.3.24.1)."""

from __future__ import annotations

from protocols.at_modem import gsm7
from protocols.at_modem.content import MOST_OCTETS, MOST_SEPTETS, Coding, Part
from protocols.at_modem.errors import UnsendableError
from protocols.at_modem.pdu import build_submit

MOST_PARTS = 8
"""Of one text: more is no notice but a letter."""

_HEADER_OCTETS = 6
_SHORTEST_VALIDITY_S = 300


def coding_for(text: str) -> Coding:
    """GSM7 when its alphabet holds the whole text, else UCS2."""
    return Coding.GSM7 if all(gsm7.septets_of(character) for character in text) else Coding.UCS2


def cut_to_parts(text: str, coding: Coding) -> list[str]:
    """The pieces of a text, one when it fits into one message; no piece ends inside a character."""
    whole, piece = _room(coding)
    sizes = [_size(character, coding) for character in text]
    if sum(sizes) <= whole:
        return [text]
    pieces, room = [""], piece
    for character, size in zip(text, sizes, strict=True):
        if size > room:
            pieces.append("")
            room = piece
        pieces[-1] += character
        room -= size
    return pieces


def build_submits(number: str, text: str, *, ref: int, wants_report: bool, validity_s: float) -> list[str]:
    """The TPDUs that carry `text` to `number`, in hex.

    `ref` (0 to 255) is the same in all parts and another for the next text; after `validity_s` (300 to 43 200 s, in
    steps of five minutes, rounded up) the network gives up.

    Raises:
        UnsendableError: no telephone number, or more than `MOST_PARTS` parts.
    """
    coding = coding_for(text)
    pieces = cut_to_parts(text, coding)
    if len(pieces) > MOST_PARTS:
        raise UnsendableError(f"the text takes {len(pieces)} messages; at most {MOST_PARTS} are sent")
    parts = [Part(ref, 8, len(pieces), number_) if len(pieces) > 1 else None for number_ in range(1, len(pieces) + 1)]
    validity = min(143, max(0, -(-int(validity_s) // _SHORTEST_VALIDITY_S) - 1))
    return [
        build_submit(number, coding, piece, part=part, wants_report=wants_report, validity=validity)
        for piece, part in zip(pieces, parts, strict=True)
    ]


def _room(coding: Coding) -> tuple[int, int]:
    """How much fits: into a message that is alone, and into a part; in septets or octets."""
    if coding is Coding.GSM7:
        return MOST_SEPTETS, MOST_SEPTETS - (8 * _HEADER_OCTETS + gsm7.fill_bits_after(_HEADER_OCTETS)) // 7
    return MOST_OCTETS, MOST_OCTETS - _HEADER_OCTETS


def _size(character: str, coding: Coding) -> int:
    return len(gsm7.septets_of(character)) if coding is Coding.GSM7 else len(character.encode("utf-16-be"))
