"""The three requests as typed fields: what stands on the wire, as text, and what is odd about it (sheet §2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from protocols.sos_access.status import Status


class Root(StrEnum):
    """The root element of each request."""

    ALARM = "alarmrequest"
    PING = "pingrequest"
    NEW_AUTHENTICATION = "requestnewauthentication"

    @property
    def answer(self) -> str:
        """The root element of its answer."""
        return _ANSWERS[self]


_ANSWERS = {
    Root.ALARM: "alarmresponse",
    Root.PING: "pingresponse",
    Root.NEW_AUTHENTICATION: "requestnewauthenticationresponse",
}


class AlarmType(StrEnum):
    """Whether it begins or ends."""

    ALARM = "AL"
    RESTORE = "RE"


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field that is not as agreed: MISSING gives status 7, WRONG gives 3."""

    field: str
    status: Status

    def __str__(self) -> str:
        return f"{self.field}: {'missing' if self.status is Status.FIELD_MISSING else 'wrong content'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What all requests have: ping and change of authentication are no more than this.

    Attributes:
        reference: repeated in the answer; empty when the unit sent none.
        authentication: the transmitter's password, never printed.
        transmitter_code: identity of the transmitter, 1 to 15 characters.
        transmitter_type: given by the centre, up to 5 characters.
        faults: what is wrong in the fields; the request is readable all the same.
        has_header: the XML declaration was there.
        raw: all bytes; never printed, they hold the password.
    """

    root: Root
    reference: str = ""
    authentication: str = field(default="", repr=False)
    transmitter_code: str = ""
    transmitter_type: str = ""
    faults: tuple[FieldFault, ...] = ()
    has_header: bool = True
    raw: bytes = field(default=b"", repr=False)

    @property
    def status(self) -> Status:
        """The worst its fields deserve: FIELD_MISSING, WRONG_CONTENT or STORED."""
        statuses = {fault.status for fault in self.faults}
        for status in (Status.FIELD_MISSING, Status.WRONG_CONTENT):
            if status in statuses:
                return status
        return Status.STORED


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRequest(Request):
    """An alarm or its restore; texts are as sent, empty when absent.

    Attributes:
        receiver: which centre behind the receiver, 1 to 20 characters.
        transmitter_time: as sent; for the log and for telling repeats apart, never judged.
        event_code: agreed with the centre, often a SIA code, 1 to 25 characters.
        additional_info: lines without white space around, empty ones left out.
        position: text of the first `pos`, see `read_position`.
    """

    receiver: str = ""
    transmitter_time: str = ""
    alarm_type: AlarmType = AlarmType.ALARM
    transmitter_area: str = ""
    event_code: str = ""
    section: str = ""
    section_text: str = field(default="", repr=False)
    detector: str = ""
    detector_text: str = field(default="", repr=False)
    additional_info: tuple[str, ...] = field(default=(), repr=False)
    position: str = field(default="", repr=False)
