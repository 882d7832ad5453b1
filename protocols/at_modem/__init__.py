"""GSM modems: AT commands on a serial line, and the PDUs of short messages.

In: `Conversation` gives events, `read_pdu` messages and reports, `Assembly` joins long ones. Out: `commands`,
`build_submits`; `build_deliver` and `read_submit` for simulators. `replies` read the lines of answers. No IO, no clock.
"""

from __future__ import annotations

from protocols.at_modem import commands, replies
from protocols.at_modem.address import Address, NumberType
from protocols.at_modem.assembly import Assembly, LongText
from protocols.at_modem.content import Coding, Content, Part
from protocols.at_modem.conversation import Conversation
from protocols.at_modem.errors import (
    AtModemError,
    CallerError,
    CommandOpenError,
    MalformedAnswerError,
    MalformedPduError,
    PeerError,
    UnsendableError,
)
from protocols.at_modem.events import (
    Answer,
    CallEnded,
    Caller,
    CardChanged,
    Command,
    Direct,
    Event,
    Prompt,
    Registered,
    Restarted,
    Result,
    Ring,
    Stored,
    Unexpected,
)
from protocols.at_modem.message_key import REPEATS_WITHIN_S, message_key
from protocols.at_modem.pdu import (
    Deliver,
    Outcome,
    StatusReport,
    Submit,
    build_deliver,
    build_report,
    read_pdu,
    read_submit,
    with_service_centre,
)
from protocols.at_modem.writing import build_submits, coding_for, cut_to_parts

__all__ = [
    "REPEATS_WITHIN_S",
    "Address",
    "Answer",
    "Assembly",
    "AtModemError",
    "CallEnded",
    "Caller",
    "CallerError",
    "CardChanged",
    "Coding",
    "Command",
    "CommandOpenError",
    "Content",
    "Conversation",
    "Deliver",
    "Direct",
    "Event",
    "LongText",
    "MalformedAnswerError",
    "MalformedPduError",
    "NumberType",
    "Outcome",
    "Part",
    "PeerError",
    "Prompt",
    "Registered",
    "Restarted",
    "Result",
    "Ring",
    "StatusReport",
    "Stored",
    "Submit",
    "Unexpected",
    "UnsendableError",
    "build_deliver",
    "build_report",
    "build_submits",
    "coding_for",
    "commands",
    "cut_to_parts",
    "message_key",
    "read_pdu",
    "read_submit",
    "replies",
    "with_service_centre",
]
