"""What can be wrong with a SIP message, and the status that says so to the sender.

SipError                    status 500
├── MalformedMessageError        400   not SIP, or a needed header is missing or unreadable
│   └── NotSipError              400   not even a start line: count it, answer nothing
├── VersionNotSupportedError     505
├── MessageTooLargeError         513   the head is over the limit: framing is lost
├── BodyTooLargeError            413
├── UnsupportedEncodingError     415   a Content-Encoding we cannot undo
├── IntervalTooBriefError        423   REGISTER below the shortest expiry
├── TooManyContactsError         403
└── UnknownTransitionError       500   ours: an event that the transaction table does not know
"""

from __future__ import annotations


class SipError(Exception):
    """Something about a SIP message is wrong; `status` is what RFC 3261 lets us answer."""

    status = 500

    def headers(self) -> tuple[tuple[str, str], ...]:
        """The header fields that belong in the answer beside the status."""
        return ()


class MalformedMessageError(SipError):
    """The sender broke the grammar of RFC 3261 §25 where we need it."""

    status = 400


class NotSipError(MalformedMessageError):
    """No SIP start line was found, so there is nobody to answer; kept raw and counted."""


class VersionNotSupportedError(SipError):
    """The start line names another version than SIP/2.0 (RFC 3261 §21.5.6)."""

    status = 505


class MessageTooLargeError(SipError):
    """The header section goes on beyond the limit (RFC 3261 §21.5.7)."""

    status = 513


class BodyTooLargeError(SipError):
    """The body, as announced or once inflated, is over the limit (RFC 3261 §21.4.11)."""

    status = 413


class UnsupportedEncodingError(SipError):
    """The body is packed in a way we cannot undo (RFC 3261 §21.4.13)."""

    status = 415

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Names the encodings that are understood."""
        return (("Accept-Encoding", "identity, gzip, deflate"),)


class IntervalTooBriefError(SipError):
    """A REGISTER asks for fewer seconds than allowed (RFC 3261 §21.4.17)."""

    status = 423

    def __init__(self, min_expires_s: int) -> None:
        super().__init__(f"register for at least {min_expires_s} s")
        self.min_expires_s = min_expires_s

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Says the shortest expiry, in seconds."""
        return (("Min-Expires", str(self.min_expires_s)),)


class TooManyContactsError(SipError):
    """One REGISTER names more contacts than an address of record may have."""

    status = 403


class UnknownTransitionError(SipError):
    """A transaction was given an event its state cannot take; a fault of ours, state untouched."""
