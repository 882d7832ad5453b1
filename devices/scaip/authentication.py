"""Who is let in: HTTP Digest for everybody (sheet §2.6), trusted sources only where an administrator wrote so.

Safe is `challenge = true`, the default: every REGISTER and MESSAGE needs right credentials, except from units that
are provisioned with `auth` none and come from their `trusted_source`. With `challenge = false` the door takes
everything from `trusted_sources` (loopback by default) without asking, and still challenges the rest: right for a
demonstration, for tests, and behind a proxy or tunnel that has authenticated the units itself.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from alarmd.config import ScaipSettings
from alarmd.domain.ports import Clock
from devices.scaip.accounts import Accounts, is_within
from protocols.scaip.xml import find_text
from protocols.sip import Authenticator, Nonces, Request

FORBID_AFTER = 5
"""Wrong tries of one host before it is told 403 instead of being asked again. Right credentials always work."""
FORGET_AFTER_S = 300.0
MOST_SOURCES = 10_000


@dataclass(frozen=True, slots=True)
class Admitted:
    """The sender is who it says: `name` is its account, or its From user where the source is trusted."""

    name: str
    proven: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The sender is not let in.

    Attributes:
        status: 401 or 403. headers: for the answer. reason: for the trace.
        counted: whether it was a wrong try, and not only the first question of a digest.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    reason: str
    counted: bool = False


class Gatekeeper:
    """Authentication of one door.

    Args:
        settings: realm, challenge, trusted_sources. accounts: where HA1 comes from.
    """

    def __init__(self, settings: ScaipSettings, accounts: Accounts, clock: Clock) -> None:
        self._accounts = accounts
        self._clock = clock
        self._trusted_sources = "" if settings.challenge else ",".join(settings.trusted_sources)
        self._authenticator = Authenticator(settings.realm, Nonces(secrets.token_bytes(32)))
        self._failures = Failures()

    def judge(self, request: Request, host: str) -> Admitted | Refused:
        """Decide on a request that came from `host` (an IP address)."""
        claimed = request.sender.uri.user
        if self._trusted_sources and is_within(host, self._trusted_sources):
            return Admitted(claimed, False)
        header = request.headers.get("Authorization")
        names = (claimed,) if header else (claimed, find_text(request.body, "cid"))
        for name in names:
            if name and self._accounts.trusted(name, host):
                return Admitted(name, False)
        return self._verified(request, header, host)

    def _verified(self, request: Request, header: str | None, host: str) -> Admitted | Refused:
        now = self._clock.monotonic()
        account = self._accounts.find(self._authenticator.username(header))
        verdict = self._authenticator.verify(
            header,
            request.method,
            account.secrets if account else None,
            now,
            without_qop=account is not None and account.without_qop,
        )
        if verdict.accepted:
            return Admitted(verdict.username, True)
        reason = verdict.reason.value
        if verdict.suspicious and self._failures.count(host, now) > FORBID_AFTER:
            return Refused(403, (), reason, True)
        challenges = self._authenticator.challenges(
            now, stale=verdict.stale, qop=account is None or not account.without_qop
        )
        return Refused(401, tuple(("WWW-Authenticate", c) for c in challenges), reason, verdict.suspicious)


class Failures:
    """Wrong tries by host; forgotten after five quiet minutes, the longest quiet first when there are too many."""

    def __init__(self, most: int = MOST_SOURCES) -> None:
        self._most = most
        self._by_host: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def count(self, host: str, now: float) -> int:
        """One more at monotonic `now`; gives how many there were lately."""
        tries, last = self._by_host.pop(host, (0, now))
        tries = 1 if now - last > FORGET_AFTER_S else tries + 1
        self._by_host[host] = tries, now
        if len(self._by_host) > self._most:
            self._by_host.popitem(last=False)
        return tries
