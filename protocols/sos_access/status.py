"""The status numbers of an answer (SOS Access v4, sheet §3), and what a client makes of them."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """What the receiver says to a request."""

    STORED = 0
    TOO_LONG = 1
    MALFORMED = 2
    WRONG_CONTENT = 3
    NOT_AUTHORISED = 4
    NOT_TREATED = 5
    FIELD_MISSING = 7
    SERVICE_OFF = 9
    DUPLICATE = 10
    SERVER_ERROR = 98
    OTHER_ERROR = 99
    NO_HEADER = 100
    TOO_OFTEN = 101

    @property
    def calls_for_other_receiver(self) -> bool:
        """True when the unit goes on to its other receiver instead of giving up."""
        return self in (Status.NOT_TREATED, Status.OTHER_ERROR)


TEXTS = {
    Status.STORED: "OK",
    Status.TOO_LONG: "Message too long",
    Status.MALFORMED: "Not well-formed XML",
    Status.WRONG_CONTENT: "Wrong content in a field",
    Status.NOT_AUTHORISED: "Not authorised",
    Status.NOT_TREATED: "Not treated, use the other receiver",
    Status.FIELD_MISSING: "A mandatory field is missing",
    Status.SERVICE_OFF: "Service not available",
    Status.DUPLICATE: "Duplicate",
    Status.SERVER_ERROR: "Server error",
    Status.OTHER_ERROR: "Other error",
    Status.NO_HEADER: "XML header missing or wrong",
    Status.TOO_OFTEN: "Pings come too often",
}
"""The text beside each number, plain ASCII."""
