"""What the lines of an answer say (3GPP TS 27.005, TS 27.007; sheet §1.1, §1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from protocols.at_modem.errors import MalformedAnswerError
from protocols.at_modem.fields import fields_of, number_in

CARD_READY = "READY"
CARD_WANTS_PIN = "SIM PIN"

NO_SUCH_PLACE = 321
"""CMS error: the place is empty (TS 27.005 §3.2.5)."""

MEMORY_FULL = 322


class Registration(IntEnum):
    """How the modem stands with the network (+CREG, TS 27.007 §7.2)."""

    NOT_SEARCHING = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3
    UNKNOWN = 4
    ROAMING = 5

    @property
    def is_good(self) -> bool:
        """Messages can come and go."""
        return self in (Registration.HOME, Registration.ROAMING)


@dataclass(frozen=True, slots=True)
class StorageUse:
    """How full the storage is for which messages are received."""

    name: str
    used: int
    total: int

    @property
    def share(self) -> float:
        """0.0 empty to 1.0 full."""
        return self.used / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it lies in its place.

    Attributes:
        index: its place; places are numbered from 0 or 1, with holes. tpdu_length: None when it is not stated.
    """

    index: int
    pdu: str = field(repr=False)
    tpdu_length: int | None


def read_registration(lines: Sequence[str]) -> Registration:
    """The answer to `AT+CREG?` or `AT+CEREG?`; states for LTE and emergency calls read as UNKNOWN.

    Raises:
        MalformedAnswerError: it names no state.
    """
    for line in lines:
        values = fields_of(line)
        state = number_in(values, 1 if len(values) > 1 else 0)
        if line.startswith(("+CREG:", "+CEREG:")) and state is not None:
            return registration_of(state)
    raise MalformedAnswerError("the modem does not say how it stands with the network")


def registration_of(state: int) -> Registration:
    """The meaning of a figure; 6 and 7 (short messages only, home and roaming) are as good as 1 and 5."""
    state = {6: 1, 7: 5}.get(state, state)
    return Registration(state) if state in set(Registration) else Registration.UNKNOWN


def read_signal(lines: Sequence[str]) -> int | None:
    """The answer to `AT+CSQ`: 0 (-113 dBm or less) to 31 (-51 dBm or more), None when the modem does not know.

    Raises:
        MalformedAnswerError: it holds no figure.
    """
    strength = number_in(fields_of(_line(lines, "+CSQ:")), 0)
    if strength is None:
        raise MalformedAnswerError("the modem's answer holds no signal strength")
    return strength if strength <= 31 else None


def read_card(lines: Sequence[str]) -> str:
    """The answer to `AT+CPIN?`: `READY`, `SIM PIN`, `SIM PUK` and the like.

    Raises:
        MalformedAnswerError: it says nothing of a card.
    """
    return _line(lines, "+CPIN:").partition(":")[2].strip()


def read_storage(lines: Sequence[str]) -> StorageUse:
    """The answer to `AT+CPMS?` or to the choice of a storage; the last group is the one that receives.

    Raises:
        MalformedAnswerError: it does not say how much is used.
    """
    values = fields_of(_line(lines, "+CPMS:"))
    used, total = number_in(values, -2), number_in(values, -1)
    if used is None or total is None:
        raise MalformedAnswerError("the modem's answer does not say how full its storage is")
    name = values[-3] if len(values) >= 3 and values[-3].isalpha() else ""
    return StorageUse(name, used, total)


def read_service_centre_number(lines: Sequence[str]) -> str:
    """The answer to `AT+CSCA?`: the number, empty when none is set.

    Raises:
        MalformedAnswerError: it is another answer.
    """
    values = fields_of(_line(lines, "+CSCA:"))
    return values[0] if values else ""


def read_reference(lines: Sequence[str]) -> int:
    """The reference that a message got when it was sent, 0 to 255; a report names it again.

    Raises:
        MalformedAnswerError: there is none.
    """
    reference = number_in(fields_of(_line(lines, "+CMGS:")), 0)
    if reference is None:
        raise MalformedAnswerError("the modem does not say under which reference it sent the message")
    return reference & 0xFF


def read_message(lines: Sequence[str], index: int) -> StoredMessage | None:
    """The answer to `AT+CMGR`; None when the place is empty."""
    for place, line in enumerate(lines):
        if line.startswith("+CMGR:"):
            pdu = lines[place + 1] if place + 1 < len(lines) else ""
            return StoredMessage(index, pdu, number_in(fields_of(line), -1))
    return None


def read_list(lines: Sequence[str]) -> list[StoredMessage]:
    """The answer to `AT+CMGL`; a header without a message after it has an empty PDU."""
    found: list[StoredMessage] = []
    for place, line in enumerate(lines):
        values = fields_of(line) if line.startswith("+CMGL:") else []
        index = number_in(values, 0)
        if index is None:
            continue
        following = lines[place + 1] if place + 1 < len(lines) else ""
        pdu = "" if following.startswith("+CMGL:") else following
        found.append(StoredMessage(index, pdu, number_in(values, -1)))
    return found


def _line(lines: Sequence[str], prefix: str) -> str:
    for line in lines:
        if line.startswith(prefix):
            return line
    raise MalformedAnswerError(f"the modem's answer has no {prefix.rstrip(':')}")
