"""The faults of this package: who was wrong.

MinifinderError
├── DamagedFrameError   the pendant's bytes are no frame: silence, it repeats (DESIGN §6)
└── BadFieldError       our own side asked for a frame that cannot be written
"""

from __future__ import annotations


class MinifinderError(Exception):
    """Root of every fault raised in this package."""


class DamagedFrameError(MinifinderError):
    """The bytes are not what the sender meant: checksum, length, or a frame cut short."""


class BadFieldError(MinifinderError):
    """A field would not fit into the frame that we were asked to build."""
