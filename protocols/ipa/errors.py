"""The faults of this package: who was wrong.

IpaError
└── PeerError         the sender's bytes are no message: result 400 where an Id can be found
"""

from __future__ import annotations


class IpaError(Exception):
    """Root of every fault raised in this package."""


class PeerError(IpaError):
    """The sender sent something we cannot take as it is."""
