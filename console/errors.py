"""Errors of the console.

ConsoleError
├── BadSettings    the configuration file or an option is wrong: say it and stop
└── LoginRefused   user name or password is wrong, or the centre does not answer: ask again
"""

from __future__ import annotations


class ConsoleError(Exception):
    """Anything the person at the console has to be told; the message is a sentence for them."""


class BadSettings(ConsoleError):
    """A setting cannot be used."""


class LoginRefused(ConsoleError):
    """No session could be opened."""
