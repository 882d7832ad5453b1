"""The characters of a display message: seven bits with Swedish letters, or eight in one of several code pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from protocols.espa444.errors import BadCharsetError

_SWEDISH = {"}": "å", "{": "ä", "|": "ö", "]": "Å", "[": "Ä", "\\": "Ö"}
"""ISO 646-SE: six letters in the places of brackets (sheet §5.6)."""

_FROM_SWEDISH = str.maketrans(_SWEDISH)
_TO_SWEDISH = str.maketrans({letter: sign for sign, letter in _SWEDISH.items()})
_CONTROLS = dict.fromkeys((*range(32), 127), " ") | {10: "\n", 13: "\n"}


def _auto(octets: bytes) -> str:
    return octets.decode("latin-1")


def _seven_bit_swedish(octets: bytes) -> str:
    return octets.decode("latin-1").translate(_FROM_SWEDISH)


def _page(name: str) -> Callable[[bytes], str]:
    return lambda octets: octets.decode(name, "replace")


CHARSETS: Mapping[str, Callable[[bytes], str]] = {
    "auto": _auto,
    "latin-1": _auto,
    "ascii-se": _seven_bit_swedish,
    "cp437": _page("cp437"),
    "cp850": _page("cp850"),
    "utf-8": _page("utf-8"),
}
"""Names in the settings; `auto` is ASCII, and Latin-1 as soon as the eighth bit is seen."""


def read_text(octets: bytes, charset: str = "auto") -> str:
    """Read a message for people: control characters become blanks, line breaks stay; never fails on any bytes.

    Raises:
        BadCharsetError: `charset` is none of `CHARSETS`.
    """
    decode = CHARSETS.get(charset)
    if decode is None:
        raise BadCharsetError(f"character set {charset!r} is none of {', '.join(CHARSETS)}")
    return decode(octets).translate(_CONTROLS).strip()


def write_text(text: str, charset: str = "auto") -> bytes:
    """Write a message; what the set does not have becomes a question mark.

    Raises:
        BadCharsetError: `charset` is none of `CHARSETS`.
    """
    if charset not in CHARSETS:
        raise BadCharsetError(f"character set {charset!r} is none of {', '.join(CHARSETS)}")
    if charset == "ascii-se":
        return text.translate(_TO_SWEDISH).encode("ascii", "replace")
    return text.encode("latin-1" if charset == "auto" else charset, "replace")
