"""SIA DC-09 frames: bytes to messages and answers.

In: `Splitter` (TCP) or `read_datagram` (UDP) gives `Frame` and `Rejected`; `decrypt` opens an encrypted
frame; `read_clock` judges its time. Out: `ack`, `nak`, `duh`; `build` for units. No IO, no clock of its own.
"""

from __future__ import annotations

from protocols.dc09.answer import ack, duh, nak
from protocols.dc09.build import Habits, build, next_seq
from protocols.dc09.clock import (
    DeviceClock,
    Window,
    format_timestamp,
    in_window,
    parse_timestamp,
    skew_s,
)
from protocols.dc09.crypto import decrypt
from protocols.dc09.dialect import (
    TOLERANT,
    AccountFrom,
    ClockReading,
    ClockVerdict,
    Dialect,
    read_clock,
)
from protocols.dc09.envelope import Fault, Rejected
from protocols.dc09.errors import (
    BadFieldError,
    BadKeyError,
    BadTimestampError,
    CallerError,
    DamagedFrameError,
    Dc09Error,
    PeerError,
    Reply,
    UnreadableBodyError,
    UnreadableCiphertextError,
    WrongKeyError,
)
from protocols.dc09.extended import Extended, Position, read_occurrence, read_position, read_text
from protocols.dc09.frame import Frame, Purpose
from protocols.dc09.keys import Key, parse_key
from protocols.dc09.message_key import message_key
from protocols.dc09.splitter import Splitter, parse_frame, read_datagram

__all__ = [
    "TOLERANT",
    "AccountFrom",
    "BadFieldError",
    "BadKeyError",
    "BadTimestampError",
    "CallerError",
    "ClockReading",
    "ClockVerdict",
    "DamagedFrameError",
    "Dc09Error",
    "DeviceClock",
    "Dialect",
    "Extended",
    "Fault",
    "Frame",
    "Habits",
    "Key",
    "PeerError",
    "Position",
    "Purpose",
    "Rejected",
    "Reply",
    "Splitter",
    "UnreadableBodyError",
    "UnreadableCiphertextError",
    "Window",
    "WrongKeyError",
    "ack",
    "build",
    "decrypt",
    "duh",
    "format_timestamp",
    "in_window",
    "message_key",
    "nak",
    "next_seq",
    "parse_frame",
    "parse_key",
    "parse_timestamp",
    "read_clock",
    "read_datagram",
    "read_occurrence",
    "read_position",
    "read_text",
    "skew_s",
]
