"""Nonces that need no table to be recognised: time, chance, and our signature over both.

They are bound to time and not to the sender's port, since NAT changes that while a unit sleeps.
"""

from __future__ import annotations

import hmac
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum
from hashlib import sha256

_STAMP = struct.Struct(">Q")
_WINDOW = 64


class NonceState(Enum):
    """What we know about a nonce that came back."""

    FRESH = "fresh"
    STALE = "stale"
    FOREIGN = "foreign"
    REPLAYED = "replayed"


class Nonces:
    """Makes nonces and knows them again for `lifetime_s` seconds.

    A count (`nc`) is good once. Counts may overtake each other by up to 64, as datagrams do. The table of
    counts holds `limit` nonces; when the oldest leaves, it and all older ones turn stale, so nothing can be
    replayed.
    Times are seconds on a clock that never goes back; 0 to 1.8e16.
    """

    def __init__(
        self,
        secret: bytes,
        *,
        lifetime_s: float = 300.0,
        limit: int = 50_000,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._secret = secret
        self._lifetime_us = int(lifetime_s * 1_000_000)
        self._limit = limit
        self._random_bytes = random_bytes
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._floor_us = -1

    def issue(self, now: float) -> str:
        """A new nonce."""
        stem = _STAMP.pack(int(now * 1_000_000)) + self._random_bytes(8)
        return urlsafe_b64encode(stem + self._sign(stem)).decode("ascii")

    def _sign(self, stem: bytes) -> bytes:
        return hmac.digest(self._secret, stem, sha256)[:17]

    def check(self, nonce: str, now: float) -> NonceState:
        """Whether the nonce is ours and young enough; counts are left alone."""
        issued_us = self._issued_us(nonce)
        if issued_us is None:
            return NonceState.FOREIGN
        age_us = int(now * 1_000_000) - issued_us
        if age_us > self._lifetime_us or issued_us <= self._floor_us:
            return NonceState.STALE
        return NonceState.FRESH

    def use(self, nonce: str, count: int, now: float) -> NonceState:
        """Spend one count of a nonce, after the digest proved right; FRESH means it was good."""
        state = self.check(nonce, now)
        if state is not NonceState.FRESH:
            return state
        if nonce not in self._counts:
            self._make_room(now)
        highest, window = self._counts.get(nonce, (0, 0))
        if count > highest:
            shift = count - highest
            window = ((window << shift) | 1) & ((1 << _WINDOW) - 1) if shift < _WINDOW else 1
            self._counts[nonce] = count, window
            return NonceState.FRESH
        bit = 1 << (highest - count)
        if highest - count >= _WINDOW or count < 1 or window & bit:
            return NonceState.REPLAYED
        self._counts[nonce] = highest, window | bit
        return NonceState.FRESH

    def _make_room(self, now: float) -> None:
        oldest_us = int(now * 1_000_000) - self._lifetime_us
        while self._counts:
            first = next(iter(self._counts))
            issued_us = self._issued_us(first) or 0
            if issued_us >= oldest_us and len(self._counts) < self._limit:
                return
            self._floor_us = max(self._floor_us, issued_us)
            del self._counts[first]

    def _issued_us(self, nonce: str) -> int | None:
        try:
            raw = urlsafe_b64decode(nonce.encode("ascii"))
        except (BadBase64, ValueError):
            return None
        stem, signature = raw[:16], raw[16:]
        if len(raw) != 33 or not hmac.compare_digest(signature, self._sign(stem)):
            return None
        return int(_STAMP.unpack_from(stem)[0])
