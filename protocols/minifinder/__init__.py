"""Eview EV-07B (MiniFinder) pendants: a stream to frames, frames to reports, answers, and a pendant's own fields.

In: `Splitter` gives `Frame` and `Rejected`; `read_report` says what a frame means. Out: `answer`. `build` and `seal`
are for pendants. No IO, no clock of its own.
"""

from __future__ import annotations

from protocols.minifinder.alarms import Alarm, Event
from protocols.minifinder.answer import answer
from protocols.minifinder.errors import BadFieldError, DamagedFrameError, MinifinderError
from protocols.minifinder.frame import Field, Frame, Kind, seal
from protocols.minifinder.message_key import message_key
from protocols.minifinder.report import Fix, Record, Report, read_report
from protocols.minifinder.splitter import Fault, Item, Rejected, Splitter, parse_frame

__all__ = [
    "Alarm",
    "BadFieldError",
    "DamagedFrameError",
    "Event",
    "Fault",
    "Field",
    "Fix",
    "Frame",
    "Item",
    "Kind",
    "MinifinderError",
    "Record",
    "Rejected",
    "Report",
    "Splitter",
    "answer",
    "message_key",
    "parse_frame",
    "read_report",
    "seal",
]
