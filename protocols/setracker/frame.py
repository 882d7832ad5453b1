"""A frame as typed fields: `[MF*ID*LLLL*content]` or `[MF*ID*SEQ*LLLL*content]` (sheet §4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from protocols.setracker.errors import BadFieldError

_HEAD = re.compile(rb"\[([^*\[\]]{1,4})\*([^*\[\]]{1,24})\*([^*\[\]]{0,24})\*")
_LENGTH = re.compile(rb"([0-9A-Fa-f]{4})\*")
_HEX4 = re.compile(r"[0-9A-Fa-f]{4}")


class Purpose(StrEnum):
    """What the first word of the content is for."""

    LINK_TEST = "link_test"
    FIRST_CONTACT = "first_contact"
    ALARM = "alarm"
    POSITION = "position"
    QUERY = "query"
    HEALTH = "health"
    MEDIA = "media"
    OTHER = "other"


_WORDS = {
    "LK": Purpose.LINK_TEST,
    "INIT": Purpose.FIRST_CONTACT,
    "TKQ": Purpose.QUERY,
    "TKQ2": Purpose.QUERY,
    **dict.fromkeys(("HEART", "BPHRT", "BLOOD", "OXYGEN", "BTEMP2", "TEMP", "PULSE"), Purpose.HEALTH),
    **dict.fromkeys(("TK", "IMG", "JXTK"), Purpose.MEDIA),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame.

    Attributes:
        maker: letters that the answer repeats, mostly two. watch_id: 10 to 15 digits.
        seq: free text of the form with a sequence, repeated in the answer; None in the form without.
        declared: the length as stated, which is often wrong and is not believed.
        content: word and fields as sent; sound and pictures are binary.
        raw: all bytes, bracket to bracket.
    """

    maker: str
    watch_id: str
    seq: str | None
    declared: int
    content: bytes = field(repr=False)
    raw: bytes = field(default=b"", repr=False)

    @property
    def word(self) -> str:
        """The first word of the content."""
        return self.content.partition(b",")[0].decode("latin-1").strip()

    @property
    def fields(self) -> list[str]:
        """What follows the word, at its commas; not meant for sound and pictures."""
        _, comma, rest = self.content.partition(b",")
        return rest.decode("utf-8", "replace").split(",") if comma else []

    @property
    def purpose(self) -> Purpose:
        """What the word is for; an unknown one is OTHER."""
        word = self.word.upper()
        if word in _WORDS:
            return _WORDS[word]
        if word.startswith("AL"):
            return Purpose.ALARM
        return Purpose.POSITION if word.startswith(("UD", "WT")) else Purpose.OTHER

    @property
    def stored(self) -> bool:
        """A position kept in the watch for lack of a link."""
        return self.word.upper().startswith("UD2")


def read_frame(raw: bytes) -> Frame | None:
    """Read the bytes from bracket to bracket; None when the header is none of the two forms."""
    head = _HEAD.match(raw)
    if head is None:
        return None
    maker, watch_id, third = (part.decode("latin-1") for part in head.groups())
    rest = raw[head.end() : -1]
    plain = _HEX4.fullmatch(third) is not None
    length = _LENGTH.match(rest)
    # With four hex digits in both places, the stated length decides which of them is the length.
    if length is not None and not (plain and int(third, 16) == len(rest)):
        return Frame(maker, watch_id, third, int(length[1], 16), rest[length.end() :], raw)
    return Frame(maker, watch_id, None, int(third, 16), rest, raw) if plain else None


def seal(maker: str, watch_id: str, content: str | bytes, *, seq: str | None = None) -> bytes:
    """The bytes of a frame, with its length in four lower-case hex digits.

    Raises:
        BadFieldError: a bracket or star where none may stand, or content over 65 535 bytes.
    """
    octets = content.encode("utf-8") if isinstance(content, str) else content
    header = [maker, watch_id] if seq is None else [maker, watch_id, seq]
    if any(char in part for part in header for char in "[*]") or b"[" in octets or b"]" in octets:
        raise BadFieldError("no bracket may stand inside a frame, and no star in its header")
    if len(octets) > 0xFFFF:
        raise BadFieldError(f"a frame holds at most 65535 bytes of content, this one has {len(octets)}")
    return b"[" + "*".join([*header, f"{len(octets):04x}"]).encode("latin-1", "replace") + b"*" + octets + b"]"


_ESCAPED = {b"}": b"}\x01", b"[": b"}\x02", b"]": b"}\x03", b",": b"}\x04", b"*": b"}\x05"}


def escape(octets: bytes) -> bytes:
    """Sound or picture bytes as they stand in a content (sheet §4)."""
    for char, escaped in _ESCAPED.items():
        octets = octets.replace(char, escaped)
    return octets
