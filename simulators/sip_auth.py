"""How a unit proves who it is: the answer to a challenge, kept and counted up for later requests."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocols.sip.builder import new_token
from protocols.sip.credentials import Challenge, parse_challenge
from protocols.sip.digest import answer_challenge
from protocols.sip.errors import SipError
from protocols.sip.message import Response

_PAIRS = {401: ("WWW-Authenticate", "Authorization"), 407: ("Proxy-Authenticate", "Proxy-Authorization")}


@dataclass(frozen=True, slots=True)
class Account:
    """A digest account; several units may share one (sheet §2.5)."""

    username: str
    password: str = field(repr=False)


class Authorization:
    """The state of one account towards one receiver: the last challenge, and how often it was answered."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._challenge: Challenge | None = None
        self._header = ""
        self._count = 0

    def challenged(self, response: Response) -> bool:
        """Take the challenge of a 401 or 407; false when there is none of a kind we speak."""
        pair = _PAIRS.get(response.status)
        if pair is None:
            return False
        for text in response.headers.get_all(pair[0]):
            try:
                challenge = parse_challenge(text)
            except SipError:
                continue
            if challenge is not None:
                self._challenge, self._header, self._count = challenge, pair[1], 0
                return True
        return False

    @property
    def stale(self) -> bool:
        """Whether the last challenge only said that the nonce was too old."""
        return self._challenge is not None and self._challenge.stale

    def headers(self, method: str, uri: str) -> tuple[tuple[str, str], ...]:
        """The header field that answers the last challenge, none before the first one."""
        if self._challenge is None:
            return ()
        self._count += 1
        account = self._account
        value = answer_challenge(
            self._challenge, account.username, account.password, method, uri, cnonce=new_token(4), count=self._count
        )
        return ((self._header, value),)
