"""Errors of the console feed.

FeedError
└── BadFrame    the peer's frame cannot be read: close with reason `protocol`
"""

from __future__ import annotations


class FeedError(Exception):
    """Anything wrong with the feed itself."""


class BadFrame(FeedError):
    """The peer sent a frame that is not a message of this version."""
