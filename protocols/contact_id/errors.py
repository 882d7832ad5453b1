"""The faults of this package.

EventCodeError
├── UnreadableEventError   the sender's data have no event we can read: the caller raises it unclassified
├── BadEventError          we were asked to write an event that the form cannot hold
└── BadTableError          a code table or an override in the configuration is wrong
"""

from __future__ import annotations


class EventCodeError(Exception):
    """Root of every fault raised in this package."""


class UnreadableEventError(EventCodeError):
    """The sender is at fault: its data fit no known form. Never a reason to drop them (DESIGN §6)."""


class BadEventError(EventCodeError):
    """Our own side is at fault: a field does not fit the form."""


class BadTableError(EventCodeError):
    """Our own side is at fault: a table's row cannot be read; the message names file, code and reason."""
