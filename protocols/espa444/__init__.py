"""ESPA 4.4.4, as nurse-call systems, fire panels and telephone exchanges speak it to a paging system.

In: `Splitter` gives enquiries, answers, `Block` and `Rejected`; `PagingLink` and `ControlLink` say what to answer.
Out: `build_block`. No IO, no clock of its own.
"""

from __future__ import annotations

from protocols.espa444.block import (
    MAX_BLOCK,
    TRANSMITTER_FAILURE,
    Block,
    CallType,
    Header,
    Record,
    RecordKind,
    build_block,
)
from protocols.espa444.control import POLL_ANSWER_S, ControlLink
from protocols.espa444.errors import BadCharsetError, BadFieldError, CallerError, Espa444Error
from protocols.espa444.paging import (
    SAY_ACK,
    SAY_DAMAGED,
    SAY_EOT,
    SAY_NAK,
    SELECTED_FOR_S,
    WITHIN_BLOCK_S,
    PagingLink,
    Turn,
)
from protocols.espa444.splitter import Answer, Enquiry, Fault, Item, Refusal, Rejected, Splitter
from protocols.espa444.text import CHARSETS, read_text, write_text

__all__ = [
    "CHARSETS",
    "MAX_BLOCK",
    "POLL_ANSWER_S",
    "SAY_ACK",
    "SAY_DAMAGED",
    "SAY_EOT",
    "SAY_NAK",
    "SELECTED_FOR_S",
    "TRANSMITTER_FAILURE",
    "WITHIN_BLOCK_S",
    "Answer",
    "BadCharsetError",
    "BadFieldError",
    "Block",
    "CallType",
    "CallerError",
    "ControlLink",
    "Enquiry",
    "Espa444Error",
    "Fault",
    "Header",
    "Item",
    "PagingLink",
    "Record",
    "RecordKind",
    "Refusal",
    "Rejected",
    "Splitter",
    "Turn",
    "build_block",
    "read_text",
    "write_text",
]
