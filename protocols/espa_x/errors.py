"""The faults of this package: who was wrong, and the code the client gets for it (sheet §6).

EspaXError
├── PeerError              the client's bytes are at fault; `code` says what to answer
│   ├── HeaderError        600  length out of bounds
│   ├── MalformedError     601  not well-formed XML
│   └── InvalidError       602  XML, but no message of ESPA-X
└── BadFieldError               our own side asked for a frame that cannot be written
"""

from __future__ import annotations

from typing import ClassVar


class EspaXError(Exception):
    """Root of every fault raised in this package."""


class PeerError(EspaXError):
    """The client sent something we cannot take as it is."""

    code: ClassVar[int] = 400


class HeaderError(PeerError):
    """The length in the header is out of bounds."""

    code: ClassVar[int] = 600


class MalformedError(PeerError):
    """What follows the header is no XML."""

    code: ClassVar[int] = 601


class InvalidError(PeerError):
    """It is XML, but no message."""

    code: ClassVar[int] = 602


class BadFieldError(EspaXError):
    """The message would be longer than a frame holds."""
