"""The faults of this package: who was wrong.

SetrackerError
├── DamagedFrameError   the watch's bytes are no frame: silence, it repeats (DESIGN §6)
└── BadFieldError       our own side asked for a frame that cannot be written
"""

from __future__ import annotations


class SetrackerError(Exception):
    """Root of every fault raised in this package."""


class DamagedFrameError(SetrackerError):
    """The bytes are not what the sender meant."""


class BadFieldError(SetrackerError):
    """A field would break the frame we were asked to build."""
