"""What was answered before: the memory of the server side (RFC 3261 §17.2.2, §17.2.3), without a clock.

The key is wider than the branch, since units exist that send one branch for ever.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b
from typing import NamedTuple

from protocols.sip.message import Request
from protocols.sip.transaction import TIMEOUT


class TransactionKey(NamedTuple):
    """What makes two requests one transaction; the branch alone would swallow alarms."""

    source: str
    sent_by: str
    branch: str
    call_id: str
    cseq: int
    method: str
    body: bytes


def transaction_key(request: Request, source: str) -> TransactionKey:
    """The key of a received request; `source` is its address and port, or its connection."""
    return TransactionKey(
        source,
        request.via.sent_by,
        request.via.branch,
        request.call_id,
        request.cseq.number,
        request.method,
        blake2b(request.body, digest_size=16).digest(),
    )


class Standing(Enum):
    """What a received request is to the server side."""

    NEW = "new"
    IN_PROGRESS = "in progress"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Seen:
    """What `ServerTransactions.begin` found; `response` is set when the request was answered."""

    standing: Standing
    response: bytes = b""


class ServerTransactions:
    """Remembers what was answered, and answers the same again (RFC 3261 §17.2.2).

    A request under way and an answered one are both kept `TIMEOUT` seconds from the last step. At the limit
    the oldest is forgotten: the worst that follows is that an alarm is told twice.
    """

    def __init__(self, limit: int = 100_000) -> None:
        self._limit = limit
        self._kept: OrderedDict[TransactionKey, tuple[float, bytes | None]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def begin(self, key: TransactionKey, now: float) -> Seen:
        """Say what this request is, and remember it as under way when it is new."""
        self.expire(now)
        found = self._kept.get(key)
        if found is not None:
            response = found[1]
            return Seen(Standing.IN_PROGRESS) if response is None else Seen(Standing.ANSWERED, response)
        if len(self._kept) >= self._limit:
            self._kept.popitem(last=False)
        self._kept[key] = now + TIMEOUT, None
        return Seen(Standing.NEW)

    def complete(self, key: TransactionKey, response: bytes, now: float, *, reliable: bool) -> None:
        """Note the answer; on a reliable transport nothing repeats, so it is forgotten (Timer J = 0)."""
        self._kept.pop(key, None)
        if not reliable:
            self._kept[key] = now + TIMEOUT, response

    def forget(self, key: TransactionKey) -> None:
        """Drop a request that will not be answered, so that its repetition counts as new."""
        self._kept.pop(key, None)

    def expire(self, now: float) -> None:
        """Drop what is over."""
        while self._kept:
            key, (deadline, _) = next(iter(self._kept.items()))
            if deadline > now:
                return
            del self._kept[key]

    @property
    def next_deadline(self) -> float | None:
        """When the oldest is over, or None."""
        return next(iter(self._kept.values()))[0] if self._kept else None
