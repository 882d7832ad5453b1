"""SIP transactions on our clock: what was asked is answered once and repeated as it was; what we ask is repeated.

One call of `tick` serves all timers of a door; nothing is scheduled for a single transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alarmd.domain.ports import Clock
from devices.scaip.flow import Flows
from protocols.sip import (
    ClientTransactions,
    Effect,
    Flow,
    Request,
    Response,
    ServerTransactions,
    Standing,
    TransactionKey,
    transaction_key,
)

End = Callable[[int], None]
NOBODY = 0
"""The status of a request of ours that nobody answered, or that could not be sent."""


@dataclass(slots=True)
class _Asked:
    """A request of ours under way; `flows` are tried in turn."""

    request: Request
    octets: bytes
    flows: Sequence[Flow]
    end: End
    sent: int = 0


class Transactions:
    """Both sides' transactions of one door.

    Attributes:
        owed: requests that have no answer of ours yet.
    """

    def __init__(self, flows: Flows, clock: Clock) -> None:
        self._flows = flows
        self._clock = clock
        self._answers = ServerTransactions()
        self._questions = ClientTransactions()
        self._asked: dict[str, _Asked] = {}
        self.owed = 0

    def begin(self, request: Request, source: str, reply: Flow) -> TransactionKey | None:
        """Take a request; None when it is a repetition, which is absorbed or answered as before.

        `source` is its address and port, or its connection; `reply` is where answers go.
        """
        key = transaction_key(request, source)
        seen = self._answers.begin(key, self._clock.monotonic())
        if seen.standing is Standing.NEW:
            self.owed += 1
            return key
        if seen.response:
            self._flows.send(reply, seen.response)
        return None

    def answer(self, key: TransactionKey, response: bytes, reply: Flow) -> bool:
        """Send the final response and keep it for repetitions; False when the flow is gone."""
        self.owed -= 1
        self._answers.complete(key, response, self._clock.monotonic(), reliable=reply.reliable)
        return self._flows.send(reply, response)

    def ask(self, request: Request, flows: Sequence[Flow], end: End) -> None:
        """Send a request of ours; `end` is called once, with the final status or NOBODY.

        Over several flows, or over UDP, it is repeated until answered (timers E and F of RFC 3261), each time over
        the next flow that lives.
        """
        asked = _Asked(request, bytes(request), flows, end)
        if not self._send(asked):
            end(NOBODY)
            return
        self._asked[request.via.branch] = asked
        reliable = len(flows) == 1 and flows[0].reliable
        self._questions.start(request, self._clock.monotonic(), reliable=reliable)

    def _send(self, asked: _Asked) -> bool:
        for _ in asked.flows:
            flow = asked.flows[asked.sent % len(asked.flows)]
            asked.sent += 1
            if self._flows.send(flow, asked.octets):
                return True
        return False

    def heard(self, response: Response) -> bool:
        """Take a response; False when it answers nothing of ours."""
        if response.via.branch not in self._asked:
            return False
        request = self._questions.response(response, self._clock.monotonic())
        if request is not None:
            self._end(request, response.status)
        return True

    def lose(self, flow: Flow) -> None:
        """A connection is gone: give up at once what was asked over it alone."""
        for asked in [asked for asked in self._asked.values() if all(way == flow for way in asked.flows)]:
            if self._questions.transport_error(asked.request):
                self._end(asked.request, NOBODY)

    def tick(self) -> None:
        """Repeat and give up what is due; call it about ten times a second."""
        now = self._clock.monotonic()
        for request, effect in self._questions.due(now):
            asked = self._asked.get(request.via.branch)
            gone = effect is Effect.TIMED_OUT
            if not gone and asked is not None and not self._send(asked):
                gone = self._questions.transport_error(request)
            if gone:
                self._end(request, NOBODY)

    def _end(self, request: Request, status: int) -> None:
        asked = self._asked.pop(request.via.branch, None)
        if asked is not None:
            asked.end(status)

    @property
    def waiting(self) -> int:
        """Requests of ours that have no final answer yet."""
        return len(self._asked)
