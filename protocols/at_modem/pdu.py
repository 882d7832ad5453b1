"""The PDUs of short messages: what the network delivers, what we submit, and its reports (3GPP TS 23.040 §9.2.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from protocols.at_modem.address import (
    Address,
    build_address,
    build_number,
    build_service_centre,
    read_address,
    read_service_centre,
)
from protocols.at_modem.content import Coding, Content, Part, build_content, coding_of, read_content
from protocols.at_modem.errors import MalformedPduError
from protocols.at_modem.octets import Octets, of_hex
from protocols.at_modem.timestamp import LENGTH, build_timestamp, read_timestamp

_HEADER = 0x40
_NO_MORE_WAITING = 0x04
_WANTS_REPORT = 0x20
_RELATIVE_VALIDITY = 0x10
_SCHEMES = {Coding.GSM7: 0x00, Coding.OCTETS: 0x04, Coding.UCS2: 0x08}


@dataclass(frozen=True, slots=True)
class Deliver:
    """A message that came (SMS-DELIVER, §9.2.2.1).

    Attributes:
        sent_at: the service centre's time, not that of the press; None when it is no time.
        message_class: 0 flash, 1 modem, 2 card, 3 terminal; None without.
        cut: its length is not what the modem or its own fields say; the text is what there is.
    """

    sender: Address
    sent_at: datetime | None
    content: Content = field(repr=False)
    message_class: int | None = None
    cut: bool = False

    @property
    def text(self) -> str:
        """What it says; of a part, that part."""
        return self.content.text

    @property
    def part(self) -> Part | None:
        """Its place in a longer message."""
        return self.content.part


class Outcome(StrEnum):
    """What a report says became of a message (§9.2.3.15)."""

    DELIVERED = "delivered"
    PASSED_ON = "passed_on"
    TRYING = "trying"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What became of a message of ours (SMS-STATUS-REPORT, §9.2.2.3).

    Attributes:
        reference: as the modem gave it when it sent the message, 0 to 255.
        sent_at, done_at: the service centre's times. status: its octet.
    """

    reference: int
    recipient: Address
    sent_at: datetime | None
    done_at: datetime | None
    status: int

    @property
    def outcome(self) -> Outcome:
        """DELIVERED only when the telephone has it; passed on or replaced (0x01 to 0x1F) proves less."""
        if self.status == 0:
            return Outcome.DELIVERED
        if self.status < 0x20:
            return Outcome.PASSED_ON
        return Outcome.TRYING if self.status < 0x40 else Outcome.FAILED


@dataclass(frozen=True, slots=True)
class Submit:
    """A message to send (SMS-SUBMIT, §9.2.2.2) as a modem reads it."""

    recipient: Address
    content: Content = field(repr=False)
    wants_report: bool = False
    validity: int | None = None

    @property
    def text(self) -> str:
        """What it says; of a part, that part."""
        return self.content.text


def read_pdu(text: str, tpdu_length: int | None = None) -> Deliver | StatusReport:
    """Read the hex line that follows +CMGR, +CMGL, +CMT or +CDS.

    `tpdu_length` counts octets without the service centre, as the modem states them; another length makes it `cut`.

    Raises:
        MalformedPduError: its sender or one of its fixed fields cannot be read.
    """
    raw = of_hex(text)
    octets = Octets(raw)
    read_service_centre(octets)
    tpdu = octets.rest()
    octets = Octets(tpdu)
    first = octets.one()
    if first & 0x03 == 0x02:
        return _status_report(octets)
    if first & 0x03 != 0x00:
        raise MalformedPduError("the PDU is neither a message delivered nor a report")
    return _deliver(octets, first, is_short=tpdu_length not in (None, len(tpdu)))


def _deliver(octets: Octets, first: int, *, is_short: bool) -> Deliver:
    sender = read_address(octets)
    _protocol, scheme = octets.take(2)
    sent_at = read_timestamp(octets.take(LENGTH))
    coding, message_class = coding_of(scheme)
    length = octets.one()
    content = read_content(coding, length, octets.rest(), has_header=bool(first & _HEADER))
    return Deliver(sender, sent_at, content, message_class, is_short or content.cut)


def _status_report(octets: Octets) -> StatusReport:
    reference = octets.one()
    recipient = read_address(octets)
    sent_at, done_at = read_timestamp(octets.take(LENGTH)), read_timestamp(octets.take(LENGTH))
    return StatusReport(reference, recipient, sent_at, done_at, octets.one())


def read_submit(text: str) -> Submit:
    """Read the hex line of an SMS-SUBMIT, service centre first.

    Raises:
        MalformedPduError: it is none.
    """
    octets = Octets(of_hex(text))
    read_service_centre(octets)
    first = octets.one()
    if first & 0x03 != 0x01:
        raise MalformedPduError("the PDU is no message to send")
    octets.one()
    recipient = read_address(octets)
    _protocol, scheme = octets.take(2)
    validity_octets = {0x00: 0, _RELATIVE_VALIDITY: 1}.get(first & 0x18, LENGTH)
    validity = octets.take(validity_octets)
    length = octets.one()
    content = read_content(coding_of(scheme)[0], length, octets.rest(), has_header=bool(first & _HEADER))
    relative = validity[0] if validity_octets == 1 else None
    return Submit(recipient, content, bool(first & _WANTS_REPORT), relative)


def build_submit(
    number: str, coding: Coding, text: str, *, part: Part | None, wants_report: bool, validity: int
) -> str:
    """The TPDU of a message to `number` in hex, without a service centre; the reference is the modem's to give.

    `validity` is relative (§9.2.3.12.1): 0 to 143 is five minutes times one more.

    Raises:
        UnsendableError: the number or the text cannot be sent.
    """
    first = 0x01 | _RELATIVE_VALIDITY | (_HEADER if part else 0) | (_WANTS_REPORT if wants_report else 0)
    fixed = bytes([first, 0]) + build_number(number) + bytes([0, _SCHEMES[coding], validity])
    return (fixed + build_content(coding, text, part)).hex().upper()


def build_deliver(sender: str, coding: Coding, text: str, *, sent_at: datetime, part: Part | None = None) -> str:
    """The TPDU of a message from `sender` in hex, as the network hands it to a modem.

    Raises:
        UnsendableError: sender or text cannot be written.
    """
    first = _NO_MORE_WAITING | (_HEADER if part else 0)
    fixed = bytes([first]) + build_address(sender) + bytes([0, _SCHEMES[coding]]) + build_timestamp(sent_at)
    return (fixed + build_content(coding, text, part)).hex().upper()


def build_report(reference: int, recipient: str, status: int, *, sent_at: datetime, done_at: datetime) -> str:
    """The TPDU of a status report in hex, as the network hands it to a modem."""
    times = build_timestamp(sent_at) + build_timestamp(done_at)
    return (bytes([0x06, reference]) + build_address(recipient) + times + bytes([status])).hex().upper()


def with_service_centre(tpdu: str, number: str = "") -> str:
    """The line a modem writes or reads: the service centre in front, none for the card's own."""
    return build_service_centre(number).hex().upper() + tpdu
