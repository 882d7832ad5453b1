"""What a short message carries: coding, header, text (3GPP TS 23.038 §4, TS 23.040 §9.2.3.24)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from protocols.at_modem import gsm7

MOST_OCTETS = 140
MOST_SEPTETS = 160

_PART_8 = 0x00
_PART_16 = 0x08


class Coding(StrEnum):
    """How the text is written."""

    GSM7 = "gsm7"
    OCTETS = "octets"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a longer message this is (§9.2.3.24.1, §9.2.3.24.8).

    Attributes:
        ref: equal in all parts. bits: 8 or 16, the width of `ref`. total: 1 to 255. number: 1 to `total`.
    """

    ref: int
    bits: int
    total: int
    number: int


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one message.

    Attributes:
        text: readable; of octets, each as a Latin-1 character.
        octets: those after the header. septets: of a text in GSM7.
        cut: fewer octets came than were announced.
    """

    coding: Coding
    text: str
    octets: bytes
    septets: tuple[int, ...] = ()
    part: Part | None = None
    cut: bool = False


def coding_of(scheme: int) -> tuple[Coding, int | None]:
    """Coding and message class (0 to 3, None without) of a data coding scheme; what is reserved reads as GSM7."""
    group = scheme >> 4
    if group < 0x08:
        message_class = scheme & 0x03 if scheme & 0x10 else None
        return (Coding.GSM7, Coding.OCTETS, Coding.UCS2, Coding.GSM7)[scheme >> 2 & 0x03], message_class
    if group == 0x0E:
        return Coding.UCS2, None
    if group == 0x0F:
        return (Coding.OCTETS if scheme & 0x04 else Coding.GSM7), scheme & 0x03
    return Coding.GSM7, None


def read_content(coding: Coding, length: int, octets: bytes, *, has_header: bool) -> Content:
    """Read the user data; a header that is longer than its message is read as text, since nothing may be lost.

    `length` is as announced, in septets for GSM7, else in octets; `octets` are all that came, and what is beyond
    `length` is not looked at.
    """
    announced = (length * 7 + 7) // 8 if coding is Coding.GSM7 else length
    held = octets[:announced]
    header_length = held[0] + 1 if has_header and held and held[0] < len(held) else 0
    part = _part(held[1:header_length])
    cut = len(held) < announced
    content = held[header_length:]
    if coding is not Coding.GSM7:
        return Content(coding, decoded(coding, content), content, (), part, cut)
    fill_bits = gsm7.fill_bits_after(header_length)
    septets = gsm7.unpack(content, length - (8 * header_length + fill_bits) // 7, fill_bits)
    return Content(coding, gsm7.decode(septets), content, tuple(septets), part, cut)


def decoded(coding: Coding, content: bytes) -> str:
    """The text of octets; half a character becomes U+FFFD."""
    if coding is Coding.UCS2:
        return content.decode("utf-16-be", "replace")
    return content.decode("latin-1")


def build_content(coding: Coding, text: str, part: Part | None) -> bytes:
    """Length and user data of a text that fits (no check), with the header of its part.

    Raises:
        UnsendableError: a character is not in the alphabet.
    """
    header = _header(part)
    if coding is Coding.GSM7:
        septets = gsm7.encode(text)
        fill_bits = gsm7.fill_bits_after(len(header))
        length = (8 * len(header) + fill_bits) // 7 + len(septets)
        return bytes([length]) + header + gsm7.pack(septets, fill_bits)
    content = text.encode("utf-16-be" if coding is Coding.UCS2 else "latin-1")
    return bytes([len(header) + len(content)]) + header + content


def _header(part: Part | None) -> bytes:
    if part is None:
        return b""
    element = _PART_16 if part.bits == 16 else _PART_8
    place = part.ref.to_bytes(part.bits // 8, "big") + bytes([part.total, part.number])
    return bytes([len(place) + 2, element, len(place)]) + place


def _part(header: bytes) -> Part | None:
    """The part that a header's elements name; elements that nobody knows are passed over."""
    while len(header) >= 2:
        element, value = header[0], header[2 : 2 + header[1]]
        header = header[2 + header[1] :]
        width = {_PART_8: 1, _PART_16: 2}.get(element)
        if width and len(value) == width + 2 and 1 <= value[-1] <= value[-2]:
            return Part(int.from_bytes(value[:width], "big"), 8 * width, value[-2], value[-1])
    return None
