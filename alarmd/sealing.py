"""Secrets on units (AES keys, digest hashes) are kept sealed in the store; the installation's key file opens them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from alarmd.domain.unit import AlarmUnit

log = logging.getLogger(__name__)

SEALED = "enc:"


class SealingError(Exception):
    """The key file is missing or no key, or it is not the one the secret was sealed with."""


class Seal:
    """Seals and opens words with one key file (Fernet: AES-128-CBC with HMAC-SHA-256)."""

    def __init__(self, path: Path) -> None:
        try:
            self._fernet = Fernet(path.read_bytes().strip())
        except OSError as error:
            raise SealingError(f"{path}: the key file cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise SealingError(f"{path}: this is no key file; make one with alarmd secrets new-key") from error

    def close(self, secret: str) -> str:
        """The word to write on a unit instead of the secret."""
        return SEALED + self._fernet.encrypt(secret.encode()).decode()

    def open(self, word: str) -> str:
        """The secret behind a sealed word.

        Raises:
            SealingError: it was sealed with another key, or cut.
        """
        try:
            return self._fernet.decrypt(word.removeprefix(SEALED).encode()).decode()
        except InvalidToken as error:
            raise SealingError("a sealed word cannot be opened with this key file") from error


def make_key_file(path: Path) -> None:
    """Write a new key for this user only; an existing file is never overwritten.

    Raises:
        FileExistsError: there is one already.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key() + b"\n")


def opened(units: Iterable[AlarmUnit], seal: Seal | None) -> list[AlarmUnit]:
    """Units with their sealed words opened. A word that cannot be opened is left out and logged, never shown."""
    return [unit if not _is_sealed(unit.settings) else replace(unit, settings=_open_all(unit, seal)) for unit in units]


def _is_sealed(settings: Mapping[str, str]) -> bool:
    return any(word.startswith(SEALED) for word in settings.values())


def _open_all(unit: AlarmUnit, seal: Seal | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, word in unit.settings.items():
        if not word.startswith(SEALED):
            found[name] = word
            continue
        try:
            if seal is None:
                raise SealingError("[secrets] key_file is not set")
            found[name] = seal.open(word)
        except SealingError as error:
            log.error("unit %d: its %s cannot be used: %s", unit.id, name, error)
    return found
