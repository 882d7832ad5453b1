"""The key by which a message that is read again is known: after a crash, or when it could not be deleted."""

from __future__ import annotations

from hashlib import blake2b

from protocols.at_modem.pdu import Deliver

REPEATS_WITHIN_S = 1800.0
"""So long the same message is the same: the service centre's time to the second is in its key."""


def message_key(message: Deliver) -> str:
    """Return 32 hex digits, equal for the same message or part; it says little when the message has no time."""
    part = message.part
    fields = (
        message.sender.text,
        message.sent_at.isoformat() if message.sent_at else "",
        f"{part.bits}/{part.ref}/{part.total}/{part.number}" if part else "",
        message.content.octets.hex(),
    )
    return blake2b("\x1f".join(fields).encode(), digest_size=16).hexdigest()
