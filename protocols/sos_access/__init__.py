"""SOS Access v4: documents from a stream to requests, answers with every status, and a transmitter's side.

In: `Splitter` gives requests and `Rejected`. Out: `answer`; `build` and `read_answer` for units. No IO, no clock.
"""

from __future__ import annotations

from protocols.sos_access.answer import Answer, answer, read_answer
from protocols.sos_access.build import build
from protocols.sos_access.errors import (
    AnswerError,
    MalformedError,
    PeerError,
    SosAccessError,
    TooLongError,
)
from protocols.sos_access.message_key import message_key, repeats_within_s
from protocols.sos_access.parse import MAX_BYTES, parse, salvage
from protocols.sos_access.position import read_position
from protocols.sos_access.requests import AlarmRequest, AlarmType, FieldFault, Request, Root
from protocols.sos_access.splitter import Fault, Item, Rejected, Splitter
from protocols.sos_access.status import TEXTS, Status

__all__ = [
    "MAX_BYTES",
    "TEXTS",
    "AlarmRequest",
    "AlarmType",
    "Answer",
    "AnswerError",
    "Fault",
    "FieldFault",
    "Item",
    "MalformedError",
    "PeerError",
    "Rejected",
    "Request",
    "Root",
    "SosAccessError",
    "Splitter",
    "Status",
    "TooLongError",
    "answer",
    "build",
    "message_key",
    "parse",
    "read_answer",
    "read_position",
    "repeats_within_s",
    "salvage",
]
