"""The faults of this package: who was wrong, and the status the unit gets for it (sheet §3).

SosAccessError
├── PeerError                98  the unit's bytes are at fault; `status` says what to answer
│   ├── TooLongError          1  more than 100 000 bytes
│   └── MalformedError        2  not well-formed, a document type, or no root that we know
└── AnswerError                  an answer that our own simulator cannot read
"""

from __future__ import annotations

from typing import ClassVar

from protocols.sos_access.status import Status


class SosAccessError(Exception):
    """Root of every fault raised in this package."""


class PeerError(SosAccessError):
    """The unit sent something we cannot take as it is."""

    status: ClassVar[Status] = Status.SERVER_ERROR


class TooLongError(PeerError):
    """The unit sent more than the protocol allows."""

    status: ClassVar[Status] = Status.TOO_LONG


class MalformedError(PeerError):
    """The unit's bytes are no request."""

    status: ClassVar[Status] = Status.MALFORMED


class AnswerError(SosAccessError):
    """A receiver's answer cannot be read."""
