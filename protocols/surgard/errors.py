"""The faults of this package. What a receiver sends never raises: it becomes a `Rejected`, or a line of kind OTHER.

SurgardError
└── CallerError               our own code is at fault; no receiver hears of it
    └── BadFieldError              a field that would break the line we were asked to build
"""

from __future__ import annotations


class SurgardError(Exception):
    """Root of every fault raised in this package."""


class CallerError(SurgardError):
    """Our own side asked for something impossible."""


class BadFieldError(CallerError):
    """A field would break the line: its length, or a character no line holds."""
