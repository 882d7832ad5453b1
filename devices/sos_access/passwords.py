"""A transmitter's password: as registered, or made by us and kept only as a hash (sheet §2)."""

from __future__ import annotations

import hmac
import logging
import secrets
from enum import StrEnum
from hashlib import sha256

from alarmd.domain.ports import KeepWords, LedgerUnavailable
from alarmd.domain.unit import AlarmUnit

log = logging.getLogger(__name__)

LENGTH = 15
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
REGISTERED, CURRENT, NEXT = "authentication", "authentication_hash", "authentication_next"


class Proof(StrEnum):
    """What a password shows."""

    GOOD = "good"
    NOT_ASKED = "not_asked"
    NEW = "new"
    WRONG = "wrong"

    @property
    def holds(self) -> bool:
        """The sender is who it says, as far as we ask."""
        return self is not Proof.WRONG


class Passwords:
    """Judges and changes passwords.

    Words on a unit: `authentication`, as a technician wrote it (sealed: enc:…); `authentication_hash`, of one made
    here, which takes its place; `authentication_next`, of one that is valid beside the old one until it is
    used for the first time.

    Args:
        keep: writes words on a unit.
    """

    def __init__(self, keep: KeepWords) -> None:
        self._keep = keep

    def judge(self, unit: AlarmUnit, password: str) -> Proof:
        """Whether `password` is this unit's; a unit without one is believed as it comes."""
        words = unit.settings
        if _fits(words.get(NEXT, ""), password):
            return Proof.NEW
        current, registered = words.get(CURRENT, ""), words.get(REGISTERED, "")
        if not (current or registered):
            return Proof.NOT_ASKED
        # Settling takes the technician's word away, so one that is there was written since.
        good = _fits(current, password) or (
            registered != "" and hmac.compare_digest(registered.encode("utf-8"), password.encode("utf-8", "replace"))
        )
        return Proof.GOOD if good else Proof.WRONG

    async def renew(self, unit: AlarmUnit) -> str:
        """Make a new password, valid beside the old one from when this returns.

        Raises:
            LedgerUnavailable: it cannot be kept now; the old one stays alone.
        """
        password = "".join([secrets.choice(_LETTERS) for _ in range(LENGTH)])
        await self._keep(unit.id, {NEXT: _hashed(password)})
        return password

    async def settle(self, unit: AlarmUnit) -> None:
        """The new password has been used: the old one is not valid any more. If it fails, its next use tries again."""
        try:
            await self._keep(unit.id, {CURRENT: unit.settings[NEXT], NEXT: None, REGISTERED: None})
        except LedgerUnavailable:
            log.warning("unit %d: its new password cannot be settled now, the old one stays valid beside it", unit.id)


def _hashed(password: str) -> str:
    # Fifteen random letters cannot be guessed from a plain salted hash, which costs the loop nothing.
    salt = secrets.token_hex(8)
    return f"{salt}${sha256((salt + password).encode()).hexdigest()}"


def _fits(kept: str, password: str) -> bool:
    salt, _, digest = kept.partition("$")
    return bool(digest) and hmac.compare_digest(
        digest, sha256((salt + password).encode("utf-8", "replace")).hexdigest()
    )
