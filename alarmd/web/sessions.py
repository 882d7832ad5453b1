"""Login: argon2 off the loop, tokens kept as hashes, 12 hours, revocable."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from alarmd.domain.ports import Clock, LedgerUnavailable
from alarmd.services.register import Register, Session

SESSION_LIFE = timedelta(hours=12)

STORE_S = 2.0
"""Seconds that the store may take for a session before we go on without it."""

_AT_ONCE = 2
_MOST_SEEN = 1000

log = logging.getLogger(__name__)


def token_hash(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


class Passwords:
    """Checks passwords in threads of its own, at most two at a time: argon2 takes memory and time by design."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="argon2")
        self._nobody = self._threads.submit(self._hasher.hash, secrets.token_urlsafe(16))

    async def verify(self, stored: str | None, password: str) -> bool:
        """True when the password fits; for None the same work is done, so that nobody can tell who exists."""
        loop = asyncio.get_running_loop()
        fits = await loop.run_in_executor(
            self._threads, lambda: self._verify(stored or self._nobody.result(), password)
        )
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
    """Opens, finds and revokes sessions. Only a token's SHA-256 reaches the store.

    A store that is away must not hide alarms: sessions seen here before go on (promise 7), and one opened meanwhile
    lives in this process alone.
    """

    def __init__(self, clock: Clock, register: Register, passwords: Passwords) -> None:
        self._clock = clock
        self._register = register
        self._passwords = passwords
        self._seen: OrderedDict[bytes, Session] = OrderedDict()
        self._unstored: dict[bytes, Session] = {}

    async def login(self, username: str, password: str) -> tuple[str, Session] | None:
        """A new token and its session, or None when the name, the password or the account is wrong.

        Raises:
            LedgerUnavailable: the operator cannot be read.
        """
        operator = await self._register.operator(username)
        usable = operator is not None and operator.active
        fits = await self._passwords.verify(operator.password_hash if operator and usable else None, password)
        if operator is None or not fits:
            return None
        token = secrets.token_urlsafe(32)
        key, expires_at = token_hash(token), self._clock.now() + SESSION_LIFE
        session = Session(operator.id, operator.tenant_id, operator.username, operator.name, expires_at)
        try:
            async with asyncio.timeout(STORE_S):
                await self._register.open_session(operator.id, key, expires_at)
        except (LedgerUnavailable, TimeoutError):
            log.warning("a session of operator:%d could not be stored; it lives until the next restart", operator.id)
            self._unstored[key] = session
        self._remember(key, session)
        return token, session

    async def find(self, token: str) -> Session | None:
        """The living session of a token.

        Raises:
            LedgerUnavailable: the store cannot be read and the token was never seen here.
        """
        if not token:
            return None
        key = token_hash(token)
        try:
            async with asyncio.timeout(STORE_S):
                session = await self._register.session(key) or self._unstored.get(key)
        except (LedgerUnavailable, TimeoutError) as error:
            session = self._seen.get(key)
            if session is None:
                raise LedgerUnavailable("sessions cannot be read") from error
        if session is None or session.expires_at <= self._clock.now():
            self._forget(key)
            return None
        self._remember(key, session)
        return session

    async def revoke(self, token: str) -> None:
        """End a session; its consoles are told within seconds.

        Raises:
            LedgerUnavailable: it could not be ended in the store.
        """
        self._forget(token_hash(token))
        await self._register.revoke_session(token_hash(token))

    def _remember(self, key: bytes, session: Session) -> None:
        self._seen[key] = session
        self._seen.move_to_end(key)
        if len(self._seen) > _MOST_SEEN:
            self._seen.popitem(last=False)

    def _forget(self, key: bytes) -> None:
        self._seen.pop(key, None)
        self._unstored.pop(key, None)
