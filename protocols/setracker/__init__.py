"""Setracker watches and pendants: a stream to frames, positions and alarms, answers, and a watch's own frames.

In: `Splitter` gives `Frame` and `Rejected`; `read_position` reads what stands in UD and AL. Out: `answer`. No IO.
"""

from __future__ import annotations

from protocols.setracker.answer import answer
from protocols.setracker.errors import BadFieldError, DamagedFrameError, SetrackerError
from protocols.setracker.frame import Frame, Purpose, escape, seal
from protocols.setracker.message_key import message_key
from protocols.setracker.position import Alarm, Position, read_position
from protocols.setracker.splitter import Fault, Item, Rejected, Splitter, parse_frame

__all__ = [
    "Alarm",
    "BadFieldError",
    "DamagedFrameError",
    "Fault",
    "Frame",
    "Item",
    "Position",
    "Purpose",
    "Rejected",
    "SetrackerError",
    "Splitter",
    "answer",
    "escape",
    "message_key",
    "parse_frame",
    "read_position",
    "seal",
]
