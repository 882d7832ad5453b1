"""Requests of ours, without a clock: the non-INVITE client transaction (RFC 3261 §17.1.2) as a table.

Times are seconds on any clock that never goes back; `next_deadline` says when to call `due`.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from enum import Enum

from protocols.sip.errors import UnknownTransitionError
from protocols.sip.message import Request, Response

T1 = 0.5
"""Round trip estimate, seconds (RFC 3261 §17.1.1.1)."""
T2 = 4.0
"""Longest pause between retransmissions, seconds."""
T4 = 5.0
"""How long a message lives in the network, seconds."""
TIMEOUT = 64 * T1
"""Timers F and J: 32 s."""


class ClientState(Enum):
    """Where a request of ours stands (RFC 3261 figure 6)."""

    TRYING = "trying"
    PROCEEDING = "proceeding"
    COMPLETED = "completed"
    TERMINATED = "terminated"


class ClientEvent(Enum):
    """What can happen to it; the timers carry their letters from RFC 3261."""

    TIMER_E = "retransmit"
    TIMER_F = "give up"
    TIMER_K = "forget"
    PROVISIONAL = "1xx"
    FINAL = "2xx to 6xx"
    TRANSPORT_ERROR = "transport error"


_S, _E = ClientState, ClientEvent
CLIENT_TRANSITIONS: Mapping[tuple[ClientState, ClientEvent], ClientState] = {
    (_S.TRYING, _E.TIMER_E): _S.TRYING,
    (_S.TRYING, _E.TIMER_F): _S.TERMINATED,
    (_S.TRYING, _E.PROVISIONAL): _S.PROCEEDING,
    (_S.TRYING, _E.FINAL): _S.COMPLETED,
    (_S.TRYING, _E.TRANSPORT_ERROR): _S.TERMINATED,
    (_S.PROCEEDING, _E.TIMER_E): _S.PROCEEDING,
    (_S.PROCEEDING, _E.TIMER_F): _S.TERMINATED,
    (_S.PROCEEDING, _E.PROVISIONAL): _S.PROCEEDING,
    (_S.PROCEEDING, _E.FINAL): _S.COMPLETED,
    (_S.PROCEEDING, _E.TRANSPORT_ERROR): _S.TERMINATED,
    (_S.COMPLETED, _E.PROVISIONAL): _S.COMPLETED,
    (_S.COMPLETED, _E.FINAL): _S.COMPLETED,
    (_S.COMPLETED, _E.TIMER_K): _S.TERMINATED,
    (_S.COMPLETED, _E.TRANSPORT_ERROR): _S.COMPLETED,
}


class Effect(Enum):
    """What the caller does after an event."""

    NOTHING = "nothing"
    SEND = "send the request again"
    ANSWERED = "hand the response over"
    TIMED_OUT = "nobody answered in 32 s"
    FAILED = "the transport failed"


class ClientTransaction:
    """One request of ours, from its first sending (which the caller does at `now`) to its end."""

    __slots__ = ("_forget_at", "_give_up_at", "_pause", "_reliable", "_retransmit_at", "state")

    def __init__(self, now: float, *, reliable: bool) -> None:
        self.state = ClientState.TRYING
        self._reliable = reliable
        self._pause = T1
        self._retransmit_at = None if reliable else now + T1
        self._give_up_at = now + TIMEOUT
        self._forget_at = 0.0

    @property
    def next_deadline(self) -> float | None:
        """When to call `due`, or None once terminated."""
        if self.state is ClientState.TERMINATED:
            return None
        if self.state is ClientState.COMPLETED:
            return self._forget_at
        if self._retransmit_at is None:
            return self._give_up_at
        return min(self._retransmit_at, self._give_up_at)

    def due(self, now: float) -> Effect:
        """Let the timers act; early calls do nothing, late ones retransmit once and not once per pause."""
        deadline = self.next_deadline
        if deadline is None or now < deadline:
            return Effect.NOTHING
        if self.state is ClientState.COMPLETED:
            self._move(ClientEvent.TIMER_K)
            return Effect.NOTHING
        if now >= self._give_up_at:
            self._move(ClientEvent.TIMER_F)
            return Effect.TIMED_OUT
        self._move(ClientEvent.TIMER_E)
        self._pause = T2 if self.state is ClientState.PROCEEDING else min(2 * self._pause, T2)
        self._retransmit_at = now + self._pause
        return Effect.SEND

    def response(self, status: int, now: float) -> Effect:
        """Take a response; only the first final one is handed over."""
        if self.state is ClientState.TERMINATED:
            return Effect.NOTHING
        if status < 200:
            self._move(ClientEvent.PROVISIONAL)
            return Effect.NOTHING
        first = self.state is not ClientState.COMPLETED
        self._move(ClientEvent.FINAL)
        if not first:
            return Effect.NOTHING
        self._forget_at = now if self._reliable else now + T4
        return Effect.ANSWERED

    def transport_error(self) -> Effect:
        """The transport refused the request; after the answer that no longer matters."""
        if self.state is ClientState.TERMINATED:
            return Effect.NOTHING
        answered = self.state is ClientState.COMPLETED
        self._move(ClientEvent.TRANSPORT_ERROR)
        return Effect.NOTHING if answered else Effect.FAILED

    def _move(self, event: ClientEvent) -> None:
        try:
            self.state = CLIENT_TRANSITIONS[self.state, event]
        except KeyError:
            raise UnknownTransitionError(f"{event.name} in {self.state.name}") from None


class ClientTransactions:
    """All requests of ours that are under way, found again by branch and method (RFC 3261 §17.1.3)."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], ClientTransaction] = {}
        self._requests: dict[tuple[str, str], Request] = {}
        self._deadlines: list[tuple[float, tuple[str, str]]] = []

    def __len__(self) -> int:
        return len(self._open)

    def start(self, request: Request, now: float, *, reliable: bool) -> None:
        """Note a request that is being sent for the first time; it is kept until it is answered."""
        key = request.via.branch, request.method
        transaction = ClientTransaction(now, reliable=reliable)
        self._open[key], self._requests[key] = transaction, request
        self._schedule(key, transaction)

    def response(self, response: Response, now: float) -> Request | None:
        """The request this response is the first final answer to, or None."""
        return self._after((response.via.branch, response.cseq.method), now, status=response.status)

    def transport_error(self, request: Request) -> bool:
        """Whether the request is lost by this; false when it was answered before."""
        return self._after((request.via.branch, request.method), 0.0) is not None

    def _after(self, key: tuple[str, str], now: float, status: int | None = None) -> Request | None:
        transaction = self._open.get(key)
        if transaction is None:
            return None
        effect = transaction.transport_error() if status is None else transaction.response(status, now)
        request = self._requests.pop(key, None) if effect in (Effect.ANSWERED, Effect.FAILED) else None
        self._schedule(key, transaction)
        return request

    def due(self, now: float) -> list[tuple[Request, Effect]]:
        """What to do now: requests to send again, and requests that nobody answered."""
        acts: list[tuple[Request, Effect]] = []
        while self._deadlines and self._deadlines[0][0] <= now:
            deadline, key = heapq.heappop(self._deadlines)
            transaction = self._open.get(key)
            if transaction is None or transaction.next_deadline != deadline:
                continue
            effect = transaction.due(now)
            if effect is not Effect.NOTHING:
                acts.append((self._requests[key], effect))
            self._schedule(key, transaction)
        return acts

    @property
    def next_deadline(self) -> float | None:
        """When to call `due`; may be earlier than needed, never later."""
        return self._deadlines[0][0] if self._deadlines else None

    def _schedule(self, key: tuple[str, str], transaction: ClientTransaction) -> None:
        deadline = transaction.next_deadline
        if deadline is None:
            self._open.pop(key, None)
            self._requests.pop(key, None)
        else:
            heapq.heappush(self._deadlines, (deadline, key))
