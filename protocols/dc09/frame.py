"""A DC-09 frame as typed fields: what stands on the wire, as text, and nothing about what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from protocols.dc09.extended import Extended

_ACCOUNT_IN_DATA = re.compile(r"#([^|]*)")


class Purpose(StrEnum):
    """What a token is for (DC-09 table of tokens)."""

    LINK_TEST = "link_test"
    SIA = "sia"
    CONTACT_ID = "contact_id"
    ANSWER = "answer"
    OTHER = "other"


PURPOSES = {
    "NULL": Purpose.LINK_TEST,
    "XNM": Purpose.LINK_TEST,
    "SIA-DCS": Purpose.SIA,
    "ADM-CID": Purpose.CONTACT_ID,
    "ACK": Purpose.ANSWER,
    "NAK": Purpose.ANSWER,
    "DUH": Purpose.ANSWER,
    "RSP": Purpose.ANSWER,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame whose checksum and length were right (DC-09 5.5).

    Every header field is kept as the characters on the wire: an account read as a number loses its leading
    zero, and the unit then throws our answer away.

    Attributes:
        token: text in the quotes without the star, for example `ADM-CID`.
        encrypted: the token had a star.
        seq: four digits, `""` when the unit sent none we can read.
        receiver: digits after R; None when R is absent.
        prefix: digits after L; `""` for an L without digits, None when L is absent.
        account: text after #; None when # is absent. Not always hex.
        data: text between the brackets; `""` while the frame is sealed.
        extended: extended data fields in their order.
        timestamp: text after the underscore, unread; None when absent.
        ciphertext: hex text of a frame not decrypted yet, else None.
        echo: header bytes from the sequence number up to the bracket; answers repeat them untouched.
        binary_crc: the unit writes its CRC as two bytes and expects the same back (sheet §7.1).
        crc_includes_cr: the unit counts CR into its CRC (sheet §7.2).
        raw: all bytes, LF to CR; never printed, since they may hold a key or a person's name.
    """

    token: str
    encrypted: bool
    seq: str
    receiver: str | None
    prefix: str | None
    account: str | None
    data: str = field(repr=False)
    extended: tuple[Extended, ...]
    timestamp: str | None
    ciphertext: str | None = field(repr=False)
    echo: bytes = field(repr=False)
    binary_crc: bool
    crc_includes_cr: bool
    raw: bytes = field(repr=False)

    @property
    def sealed(self) -> bool:
        """True until an encrypted frame has been decrypted."""
        return self.ciphertext is not None

    @property
    def purpose(self) -> Purpose:
        """What the token is for; an unknown one is OTHER."""
        return PURPOSES.get(self.token) or PURPOSES.get(self.token.strip().upper(), Purpose.OTHER)

    @property
    def account_in_data(self) -> str | None:
        """Account written inside the data, which a gateway makes different from the header (sheet §7.10)."""
        found = _ACCOUNT_IN_DATA.match(self.data)
        return found[1] if found else None
