"""One SIP request at the door, from its first byte to its answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from devices.scaip.transactions import Transactions
from protocols.sip import Flow, Request, TransactionKey, build_response, new_token

_START, _TAGS = new_token(4), count()
"""Tags differ from answer to answer and from start to start."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Whence bytes came, and when.

    Attributes:
        flow: what they came over. at: T1. monotonic_s: the same on the monotonic clock, seconds.
    """

    flow: Flow
    at: datetime
    monotonic_s: float

    @property
    def host(self) -> str:
        """The sender's IP address."""
        return self.flow.host

    @property
    def source(self) -> str:
        """`host:port`, for people and for telling transactions apart."""
        return f"{self.flow.host}:{self.flow.port}"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that is new, with everything needed to answer it once; `reply` is where the answer goes."""

    request: Request
    heard: Heard
    reply: Flow
    key: TransactionKey
    transactions: Transactions

    def answer(self, status: int, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> bool:
        """Send the final response; False when the sender is gone."""
        response = build_response(
            self.request,
            status,
            source=(self.heard.flow.host, self.heard.flow.port),
            to_tag=f"{_START}{next(_TAGS):x}",
            headers=headers,
            body=body,
        )
        return self.transactions.answer(self.key, bytes(response), self.reply)
