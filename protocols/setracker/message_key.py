"""The key by which a repeated alarm is known again (sheet §5)."""

from __future__ import annotations

from hashlib import blake2b

from protocols.setracker.frame import Frame
from protocols.setracker.position import Position


def message_key(frame: Frame, position: Position) -> str:
    """Return 32 hex digits, equal for an alarm and its repeats: same watch, same alarm bits, same time.

    An alarm without a time that can be read is told apart by its whole content.
    """
    at = position.at.isoformat() if position.at else frame.content.hex()
    parts = (frame.watch_id, ",".join(position.alarms), at)
    return blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
