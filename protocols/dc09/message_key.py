"""The key by which a repeated frame is known again (sheet §10)."""

from __future__ import annotations

from hashlib import blake2b

from protocols.dc09.frame import Frame

# No field can hold a line end, so joined with line ends the fields cannot run into each other.
_ABSENT = "\r"


def message_key(frame: Frame) -> str:
    """Return 32 hex digits, equal for a frame and its repeats: all but timestamp, pad and checksum counts.

    Decrypt first: the ciphertext of a repeat is another one. Link tests have keys too, but nobody folds them.
    """
    parts = [
        frame.account if frame.account is not None else _ABSENT,
        frame.prefix if frame.prefix is not None else _ABSENT,
        frame.receiver if frame.receiver is not None else _ABSENT,
        frame.seq,
        frame.token,
        frame.data,
        frame.ciphertext if frame.ciphertext is not None else _ABSENT,
        *(field.text for field in frame.extended),
    ]
    return blake2b("\n".join(parts).encode("utf-8"), digest_size=16).hexdigest()
