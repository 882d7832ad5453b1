"""The faults of this package: who was wrong, and what to do about it.

AtModemError
├── PeerError                  what the modem or the network wrote cannot be read; keep the raw text
│   ├── MalformedPduError        a PDU that names no sender: read it again, then raise it as unreadable
│   └── MalformedAnswerError     an answer that lacks what its command asked for: ask again
└── CallerError                our own side asked for something impossible; no modem hears of it
    ├── CommandOpenError         a modem takes one command at a time
    └── UnsendableError          a number or a text that no short message can carry
"""

from __future__ import annotations


class AtModemError(Exception):
    """Root of every fault raised in this package."""


class PeerError(AtModemError):
    """The modem's or the network's text is at fault."""


class MalformedPduError(PeerError):
    """A PDU so cut or damaged that not even its sender can be read."""


class MalformedAnswerError(PeerError):
    """An answer without the fields that its command asks for."""


class CallerError(AtModemError):
    """Our own side asked for something impossible."""


class CommandOpenError(CallerError):
    """A command was given while another was still open."""


class UnsendableError(CallerError):
    """A number or a text that no short message can carry."""
