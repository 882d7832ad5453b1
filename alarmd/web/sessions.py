"""Login: argon2 off the loop, tokens kept as hashes, 12 hours, revocable."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from alarmd.domain.ports import Clock
from alarmd.services.register import Register, Session

SESSION_LIFE = timedelta(hours=12)

_AT_ONCE = 2


def token_hash(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


class Passwords:
    """Checks passwords in threads of its own, at most two at a time: argon2 takes memory and time by design."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="argon2")
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    async def verify(self, stored: str | None, password: str) -> bool:
        """True when the password fits; for None the same work is done, so that nobody can tell who exists."""
        loop = asyncio.get_running_loop()
        fits = await loop.run_in_executor(self._threads, self._verify, stored or self._nobody, password)
        return fits and stored is not None

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)


class Sessions:
    """Opens, finds and revokes sessions. Only a token's SHA-256 reaches the store."""

    def __init__(self, clock: Clock, register: Register, passwords: Passwords) -> None:
        self._clock = clock
        self._register = register
        self._passwords = passwords

    async def login(self, username: str, password: str) -> tuple[str, Session] | None:
        """A new token and its session, or None when the name, the password or the account is wrong."""
        operator = await self._register.operator(username)
        usable = operator is not None and operator.active
        fits = await self._passwords.verify(operator.password_hash if operator and usable else None, password)
        if operator is None or not fits:
            return None
        token = secrets.token_urlsafe(32)
        expires_at = self._clock.now() + SESSION_LIFE
        await self._register.open_session(operator.id, token_hash(token), expires_at)
        return token, Session(operator.id, operator.tenant_id, operator.username, operator.name, expires_at)

    async def find(self, token: str) -> Session | None:
        """The living session of a token."""
        session = await self._register.session(token_hash(token)) if token else None
        return session if session is not None and session.expires_at > self._clock.now() else None

    async def revoke(self, token: str) -> None:
        """End a session; its consoles are told within seconds."""
        await self._register.revoke_session(token_hash(token))
