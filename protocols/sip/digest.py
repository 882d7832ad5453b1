"""HTTP Digest for SIP (RFC 3261 §22, RFC 2617, RFC 7616): both sides, MD5 and SHA-256, qop auth.

Secrets are never needed: the centre keeps HA1 per algorithm for one fixed realm.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from protocols.sip.credentials import Algorithm, Challenge, Credentials, parse_credentials, read_algorithm
from protocols.sip.errors import MalformedMessageError
from protocols.sip.nonces import Nonces, NonceState

_HASHES = {Algorithm.MD5: hashlib.md5, Algorithm.SHA256: hashlib.sha256}


def _hash(algorithm: Algorithm, text: str) -> str:
    return _HASHES[algorithm](text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()


def ha1(algorithm: Algorithm, username: str, realm: str, password: str) -> str:
    """The stored half of a digest; as good as the password within its realm, so keep it as one."""
    return _hash(algorithm, f"{username}:{realm}:{password}")


def expected_response(secret: str, algorithm: Algorithm, method: str, given: Credentials) -> str:
    """What the response must be for these credentials, from HA1 (RFC 7616 §3.4.1; RFC 2069 without qop)."""
    ha2 = _hash(algorithm, f"{method}:{given.uri}")
    if not given.qop:
        return _hash(algorithm, f"{secret}:{given.nonce}:{ha2}")
    return _hash(algorithm, f"{secret}:{given.nonce}:{given.nc}:{given.cnonce}:{given.qop}:{ha2}")


class Reason(Enum):
    """Why credentials were or were not taken; recorded, never shown to the sender."""

    RIGHT = "right"
    NONE_GIVEN = "no credentials"
    NOT_DIGEST = "not digest"
    UNREADABLE = "unreadable"
    WRONG_REALM = "other realm"
    WRONG_ALGORITHM = "algorithm we do not speak"
    WRONG_QOP = "quality of protection we do not speak"
    UNKNOWN_USER = "unknown user"
    WRONG_PASSWORD = "wrong password"  # noqa: S105 - a reason, not a secret
    STALE_NONCE = "stale nonce"
    REPLAYED = "nonce count used before"


# The sender did nothing wrong, or nothing that a fresh challenge does not heal: ask again, uncounted.
_ASK_AGAIN = frozenset({Reason.NONE_GIVEN, Reason.STALE_NONCE, Reason.REPLAYED, Reason.WRONG_REALM})


@dataclass(frozen=True, slots=True)
class AuthVerdict:
    """Whether to process the request. Unless `accepted`, answer 401 with `Authenticator.challenges`.

    Attributes:
        reason: what was found.
        username: as given, also when refused; empty when unreadable.
        stale: put into the challenge: the password was right, only the nonce was old.
    """

    reason: Reason
    username: str = ""
    stale: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the sender is who it says."""
        return self.reason is Reason.RIGHT

    @property
    def suspicious(self) -> bool:
        """Whether to count it as a failed try (403 after some of them)."""
        return not self.accepted and self.reason not in _ASK_AGAIN


class Authenticator:
    """The centre's side: makes challenges and judges credentials.

    Args:
        realm: fixed for ever, since the stored HA1 values depend on it.
        nonces: where nonces come from.
        algorithms: offered in this order; MD5 first, since old stacks read only the first challenge.
    """

    def __init__(
        self,
        realm: str,
        nonces: Nonces,
        algorithms: tuple[Algorithm, ...] = (Algorithm.MD5, Algorithm.SHA256),
    ) -> None:
        self.realm = realm
        self._nonces = nonces
        self._algorithms = algorithms

    def challenges(self, now: float, *, stale: bool = False, qop: bool = True) -> tuple[str, ...]:
        """The WWW-Authenticate values of a 401, one per algorithm."""
        nonce = self._nonces.issue(now)
        return tuple(str(Challenge(self.realm, nonce, a, qop, stale)) for a in self._algorithms)

    def username(self, header: str | None) -> str:
        """The user a header speaks of, for looking up the stored HA1; empty when there is none."""
        try:
            given = parse_credentials(header) if header else None
        except MalformedMessageError:
            return ""
        return given.username if given else ""

    def verify(
        self,
        header: str | None,
        method: str,
        stored: Mapping[Algorithm, str] | None,
        now: float,
        *,
        without_qop: bool = False,
    ) -> AuthVerdict:
        """Judge an Authorization header.

        The digest's uri need not equal the Request-URI: proxies rewrite that, and a count works only once.

        Args:
            header: its value, or None.
            method: of the request.
            stored: HA1 by algorithm of `username(header)`; None for an unknown user, which takes as long.
            now: seconds, as for the nonces.
            without_qop: whether this unit may answer in the RFC 2069 form.
        """
        if not header:
            return AuthVerdict(Reason.NONE_GIVEN)
        try:
            given = parse_credentials(header)
        except MalformedMessageError:
            return AuthVerdict(Reason.UNREADABLE)
        if given is None:
            return AuthVerdict(Reason.NOT_DIGEST)
        reason = self._judge(given, method, stored, now, without_qop)
        return AuthVerdict(reason, given.username, reason in (Reason.STALE_NONCE, Reason.REPLAYED))

    def _judge(
        self,
        given: Credentials,
        method: str,
        stored: Mapping[Algorithm, str] | None,
        now: float,
        without_qop: bool,
    ) -> Reason:
        if given.realm != self.realm:
            return Reason.WRONG_REALM
        algorithm = read_algorithm(given.algorithm)
        if algorithm is None or algorithm not in self._algorithms:
            return Reason.WRONG_ALGORITHM
        count = _count(given)
        if count is None or (count == 0 and not without_qop):
            return Reason.WRONG_QOP
        secret = (stored or {}).get(algorithm, "")
        right = expected_response(secret or "0" * 32, algorithm, method, given)
        if not hmac.compare_digest(right.encode(), given.response.lower().encode("utf-8", "replace")):
            return Reason.WRONG_PASSWORD if secret else Reason.UNKNOWN_USER
        if not secret:
            return Reason.UNKNOWN_USER
        state = self._nonces.use(given.nonce, count, now) if count else self._nonces.check(given.nonce, now)
        return {NonceState.FRESH: Reason.RIGHT, NonceState.REPLAYED: Reason.REPLAYED}.get(state, Reason.STALE_NONCE)


def _count(given: Credentials) -> int | None:
    """The nonce count, 0 in the form without qop, None when qop or count make no sense."""
    if not given.qop:
        return 0
    if given.qop.lower() != "auth" or not given.cnonce:
        return None
    try:
        count = int(given.nc, 16)
    except ValueError:
        return None
    return count if 0 < count <= 0xFFFFFFFF else None


def answer_challenge(
    challenge: Challenge, username: str, password: str, method: str, uri: str, *, cnonce: str, count: int = 1
) -> str:
    """The unit's side: the value of Authorization that answers a challenge."""
    secret = ha1(challenge.algorithm, username, challenge.realm, password)
    given = Credentials(
        username=username,
        realm=challenge.realm,
        nonce=challenge.nonce,
        uri=uri,
        response="",
        algorithm=challenge.algorithm.value,
        qop="auth" if challenge.qop else "",
        nc=f"{count:08x}" if challenge.qop else "",
        cnonce=cnonce if challenge.qop else "",
        opaque=challenge.opaque,
    )
    response = expected_response(secret, challenge.algorithm, method, given)
    return str(Credentials(**{name: getattr(given, name) for name in given.__slots__} | {"response": response}))
