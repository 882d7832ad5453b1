"""The faults of this package. What a station sends never raises: it becomes a `Rejected`, or a block kept raw.

Espa444Error
└── CallerError               our own configuration or code is at fault; no station hears of it
    ├── BadFieldError              a field that would break the block we were asked to build
    └── BadCharsetError            a character set nobody here knows
"""

from __future__ import annotations


class Espa444Error(Exception):
    """Root of every fault raised in this package."""


class CallerError(Espa444Error):
    """Our own side asked for something impossible."""


class BadFieldError(CallerError):
    """A field would break the block: a control character, or more than a block holds."""


class BadCharsetError(CallerError):
    """The configured character set is none of `text.CHARSETS`."""
