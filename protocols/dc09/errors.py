"""The faults of this package: who was wrong, and what the unit gets for it.

Dc09Error
├── PeerError                 the unit's bytes are at fault; `reply` says what to answer
│   ├── DamagedFrameError          checksum, length or a cut: silence, the unit repeats (DESIGN §6)
│   ├── UnreadableBodyError        checksum right, but no token in quotes: silence, nothing to echo
│   ├── UnreadableCiphertextError  not hex, or not whole AES blocks: DUH, a repeat cannot help
│   ├── WrongKeyError              decrypts to nonsense: silence, never NAK (sheet §4)
│   └── BadTimestampError          cannot be read as a time: the signal is taken, its clock is flagged
└── CallerError               our own configuration or code is at fault; no unit hears of it
    ├── BadKeyError                a key in the configuration that cannot be used
    └── BadFieldError              a field that would break the frame we were asked to build
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Reply(StrEnum):
    """The answers a receiver has, silence among them (DC-09 5.6)."""

    ACK = "ack"
    NAK = "nak"
    DUH = "duh"
    SILENCE = "silence"


class Dc09Error(Exception):
    """Root of every fault raised in this package."""


class PeerError(Dc09Error):
    """The unit sent something we cannot take as it is."""

    reply: ClassVar[Reply] = Reply.SILENCE


class DamagedFrameError(PeerError):
    """The bytes are not what the unit meant to send: checksum, length, or a frame cut short."""


class UnreadableBodyError(PeerError):
    """The checksum holds but there is no token in quotes, so there is nothing to echo."""


class UnreadableCiphertextError(PeerError):
    """The encrypted part is not hex, or not a whole number of 16-byte blocks."""

    reply: ClassVar[Reply] = Reply.DUH


class WrongKeyError(PeerError):
    """The plaintext makes no sense under this key."""


class BadTimestampError(PeerError):
    """A time that is not `HH:MM:SS,MM-DD-YYYY` or not in the calendar; the signal itself is still good."""

    reply: ClassVar[Reply] = Reply.ACK


class CallerError(Dc09Error):
    """Our own side asked for something impossible."""


class BadKeyError(CallerError):
    """A key in the configuration cannot be used; the message says why and never repeats the key."""


class BadFieldError(CallerError):
    """A field would break the frame, for example a carriage return in a text."""
