"""What a receiver answers: ACK, NAK, DUH, byte by byte as in sheet §3."""

from __future__ import annotations

from datetime import datetime

from protocols.dc09.clock import UTC_CLOCK, DeviceClock, format_timestamp
from protocols.dc09.crypto import encrypt
from protocols.dc09.envelope import seal
from protocols.dc09.errors import BadFieldError
from protocols.dc09.frame import Frame
from protocols.dc09.keys import Key


def ack(frame: Frame, *, key: Key | None = None, now: datetime | None = None) -> bytes:
    """Say that the frame is stored on disk; to be sent after the commit and never before.

    An encrypted frame gets an encrypted answer with our time; it needs its `key` and `now` (aware).

    Raises:
        BadFieldError: an encrypted frame without key or time.
    """
    if not frame.encrypted:
        return seal(b'"ACK"%b[]' % frame.echo, binary_crc=frame.binary_crc)
    if key is None or now is None:
        raise BadFieldError("the answer to an encrypted frame needs its key and the time")
    content = b"|]_" + format_timestamp(now).encode("ascii")
    return seal(b'"*ACK"%b[%b' % (frame.echo, encrypt(content, key)), binary_crc=frame.binary_crc)


def nak(frame: Frame, now: datetime, clock: DeviceClock = UTC_CLOCK) -> bytes:
    """Tell a unit that its time is outside the window, and ours (aware), for nothing else; never encrypted.

    A unit that keeps local time is told local time, or it would be an hour wrong for ever.
    """
    body = b'"NAK"0000R0L0A0[]_' + format_timestamp(now, clock).encode("ascii")
    return seal(body, binary_crc=frame.binary_crc)


def duh(frame: Frame) -> bytes:
    """Say that a sound frame is of no use to us. Plain; final for most units, so only with a stored copy."""
    return seal(b'"DUH"%b[]' % frame.echo, binary_crc=frame.binary_crc)
