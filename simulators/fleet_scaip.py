"""A fleet's SCAIP traffic: thousands of units over a few sockets, without a task for each message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from time import monotonic

from protocols.sip.builder import new_token
from protocols.sip.message import Response
from protocols.sip.parser import parse_datagram
from simulators import scaip_bytes as quick
from simulators.events import HEARTBEAT, PRESS, Event
from simulators.pool import LinkPool
from simulators.retry import RetryQueue
from simulators.scaip_messages import Caller
from simulators.sip_auth import Account, Authorization
from simulators.tally import Tally
from simulators.target import Target

SIP_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.5)
"""Timer E until timer F: 32 s (RFC 3261 §17.1.2)."""
VERDICT_PAUSES_S = (20.0, 20.0, 20.0)
"""After each of these the same document goes again under the same reference, after the last the unit gives up."""
HANDLED, HOLD = 0, 4
MOST_CHALLENGES = 3
# Where reference and controller go in a prebuilt document.
_REF = "REFERENCEOFTHIS"
_CID = "31415926535897932384626433832795"


@dataclass(slots=True)
class _Waiting:
    """One document under way; times are the loop's."""

    started: float
    unit: int
    body: bytes
    tries: int = 1
    challenges: int = 0
    octets: bytes = b""


class ScaipCarrier:
    """Beats and presses for numbered units; answers are told to the tally.

    Args:
        cids: one for each unit. links: sockets they share.
        account: `{unit}` in its username stands for the cid, so that each unit has its own.
    """

    def __init__(
        self, target: Target, cids: Sequence[str], tally: Tally, *, links: int, account: Account | None = None
    ) -> None:
        self._target = target
        self._cids = cids
        self._templates: dict[Event, bytes] = {}
        self._tally = tally
        self._stream = target.transport.reliable
        self._pool = LinkPool(target, min(links, len(cids)), self._receive)
        self._streams = [quick.ByteStream() for _ in range(len(self._pool))]
        self._opened = [0] * len(self._pool)
        self._host = f"[{target.host}]" if ":" in target.host else target.host
        self._waiting: dict[str, _Waiting] = {}
        self._sip: RetryQueue[str] = RetryQueue((32.0,) if self._stream else SIP_PAUSES_S)
        self._verdicts: RetryQueue[str] = RetryQueue(VERDICT_PAUSES_S)
        self._refs: Callable[[], str] = map(f"{new_token(3).upper()}{{:X}}".format, count(1)).__next__
        self._account = account
        self._authorizations: dict[str, Authorization] = {}

    async def open(self) -> None:
        """Open the sockets."""
        await self._pool.open()

    def beat(self, unit: int) -> None:
        """Send a heartbeat (`PI`)."""
        self.send(unit, HEARTBEAT)

    def press(self, unit: int) -> None:
        """Send a press."""
        self._tally.presses += 1
        self.send(unit, PRESS)

    def send(self, unit: int, event: Event, started: float | None = None) -> None:
        """Send an event under a new reference; its time counts from `started` (loop time), now by default."""
        now = monotonic()
        ref = self._refs()
        body = self._document(unit, event, ref)
        self._waiting[ref] = _Waiting(now if started is None else started, unit, body)
        self._tally.sent += 1
        self._transmit(ref, now)

    def tick(self, now: float) -> None:
        """Retransmit, repeat and give up what is due; `now` is the loop's time."""
        self._pool.tick(now)
        again, silent = self._sip.due(now)
        for ref in again:
            found = self._waiting[ref]
            self._tally.again += 1
            self._pool.send(found.unit % len(self._pool), found.octets)
        repeat, given_up = self._verdicts.due(now)
        for ref in repeat:
            self._waiting[ref].tries += 1
            self._tally.again += 1
            self._transmit(ref, now)
        for ref in {*silent, *given_up}:
            self._end(ref)
            self._tally.unanswered += 1

    async def close(self) -> None:
        """Close the sockets."""
        await self._pool.close()

    def _document(self, unit: int, event: Event, ref: str) -> bytes:
        """The event's document; built once, then only reference and controller are put in."""
        template = self._templates.get(event)
        if template is None:
            template = Caller(cid=_CID, interval_free=False).document(event, _REF)
            self._templates[event] = template
        return template.replace(_REF.encode(), ref.encode(), 1).replace(_CID.encode(), self._cids[unit].encode(), 1)

    # ---- within --------------------------------------------------------------------------------------------------

    def _transmit(self, ref: str, now: float) -> None:
        """Begin a new SIP transaction for the document."""
        found = self._waiting[ref]
        cid = self._cids[found.unit]
        link = found.unit % len(self._pool)
        host, port = self._pool.local(link)
        via = f"{self._target.transport.value.upper()} {host}:{port}"
        branch = f"{ref}.{found.tries}"
        found.octets = quick.message(cid, self._host, via, branch, found.tries, found.body, self._credentials(cid))
        self._sip.sent(ref, now)
        self._pool.send(link, found.octets)

    def _credentials(self, cid: str) -> str:
        authorization = self._authorization(cid)
        if authorization is None:
            return ""
        headers = authorization.headers("MESSAGE", f"sip:alarm@{self._host}")
        return "".join(f"{name}: {value}\r\n" for name, value in headers)

    def _authorization(self, cid: str) -> Authorization | None:
        if self._account is None:
            return None
        name = self._account.username.replace("{unit}", cid)
        if name not in self._authorizations:
            self._authorizations[name] = Authorization(Account(name, self._account.password))
        return self._authorizations[name]

    def _receive(self, link: int, octets: bytes) -> None:
        for message in self._messages(link, octets):
            status = quick.status(message)
            if status >= 200:
                self._answered(quick.branch(message).partition(".")[0], status, message)
            elif message.startswith(b"MESSAGE "):
                self._pool.send(link, quick.accepted(message))
                self._judged(quick.verdict(message))

    def _messages(self, link: int, octets: bytes) -> Iterable[bytes]:
        if not self._stream:
            return (octets,)
        if self._opened[link] != self._pool.opened[link]:
            self._opened[link] = self._pool.opened[link]
            self._streams[link] = quick.ByteStream()
        return self._streams[link].feed(octets)

    def _answered(self, ref: str, status: int, message: bytes) -> None:
        if not self._sip.answered(ref):
            return
        if status < 300:
            if ref not in self._verdicts:
                self._verdicts.sent(ref, monotonic())
        elif not (status in (401, 407) and self._prove(ref, message)):
            self._end(ref)
            self._tally.refused += 1

    def _prove(self, ref: str, message: bytes) -> bool:
        found = self._waiting[ref]
        authorization = self._authorization(self._cids[found.unit])
        response = parse_datagram(message)
        found.challenges += 1
        if authorization is None or not isinstance(response, Response) or found.challenges > MOST_CHALLENGES:
            return False
        if not authorization.challenged(response):
            return False
        found.tries += 1
        self._transmit(ref, monotonic())
        return True

    def _judged(self, verdict: tuple[str, int] | None) -> None:
        if verdict is None or verdict[1] == HOLD:
            return
        found = self._end(verdict[0])
        if found is None:
            return
        if verdict[1] == HANDLED:
            self._tally.took((monotonic() - found.started) * 1000)
        else:
            self._tally.refused += 1

    def _end(self, ref: str) -> _Waiting | None:
        self._sip.answered(ref)
        self._verdicts.answered(ref)
        return self._waiting.pop(ref, None)
