"""AES keys as people write them in a configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from protocols.dc09.errors import BadKeyError

_LENGTHS = (16, 24, 32)
_HEX = re.compile(r"[0-9A-Fa-f]+")
_WANTED = "a key is 32, 48 or 64 hex digits, or 16, 24 or 32 characters of text"


@dataclass(frozen=True, slots=True)
class Key:
    """An AES key of 128, 192 or 256 bits; never printed.

    Raises:
        BadKeyError: another length than 16, 24 or 32 bytes.
    """

    octets: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.octets) not in _LENGTHS:
            raise BadKeyError(f"an AES key has 16, 24 or 32 bytes, this one has {len(self.octets)}")


def parse_key(text: str) -> Key:
    """Read a key: `hex:` and digits, `text:` and characters, or either alone if only one reading fits.

    Raises:
        BadKeyError: wrong length or letters, or 32 hex digits without a prefix, which could be hex of a
            128-bit key or text of a 256-bit key.
    """
    kind, colon, rest = text.partition(":")
    if colon and kind.strip().lower() == "hex":
        return _from_hex(rest.strip())
    if colon and kind.strip().lower() == "text":
        return _from_text(rest)
    text = text.strip()
    if _HEX.fullmatch(text):
        if len(text) == 32:
            raise BadKeyError(
                "32 hex digits can be a 128-bit key in hex or a 256-bit key in text: "
                "write hex: or text: in front of the key"
            )
        if len(text) in (48, 64):
            return _from_hex(text)
    return _from_text(text)


def _from_hex(digits: str) -> Key:
    if not _HEX.fullmatch(digits):
        raise BadKeyError("after hex: come hex digits and nothing else")
    if len(digits) // 2 not in _LENGTHS or len(digits) % 2:
        raise BadKeyError(f"{_WANTED}; this one has {len(digits)} hex digits")
    return Key(bytes.fromhex(digits))


def _from_text(text: str) -> Key:
    if not text.isascii():
        raise BadKeyError("a key in text has only ASCII characters; write others as hex:")
    if len(text) not in _LENGTHS:
        raise BadKeyError(f"{_WANTED}; this one has {len(text)} characters")
    return Key(text.encode("ascii"))
