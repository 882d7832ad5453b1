"""Text frames to messages and back."""

from __future__ import annotations

import msgspec

from protocols.console_feed.errors import BadFrame
from protocols.console_feed.messages import FromConsole, FromDaemon

_encoder = msgspec.json.Encoder()
_from_console: msgspec.json.Decoder[FromConsole] = msgspec.json.Decoder(FromConsole)
_from_daemon: msgspec.json.Decoder[FromDaemon] = msgspec.json.Decoder(FromDaemon)


def encode(message: FromConsole | FromDaemon) -> bytes:
    """The UTF-8 JSON frame of a message; a daemon encodes it once and sends it to every console."""
    return _encoder.encode(message)


def decode_from_console(frame: bytes | str) -> FromConsole:
    """Read what a console said.

    Raises:
        BadFrame: not JSON, an unknown type, or a field of the wrong shape.
    """
    try:
        return _from_console.decode(frame)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadFrame(str(error)) from error


def decode_from_daemon(frame: bytes | str) -> FromDaemon:
    """Read what the daemon said.

    Raises:
        BadFrame: not JSON, an unknown type, or a field of the wrong shape.
    """
    try:
        return _from_daemon.decode(frame)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadFrame(str(error)) from error
