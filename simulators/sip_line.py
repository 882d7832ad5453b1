"""A SIP user agent as units have it: requests with their retransmissions, and requests from the receiver."""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from protocols.sip.builder import build_request, build_response, new_branch, new_token
from protocols.sip.errors import SipError
from protocols.sip.fields import NameAddress, Via
from protocols.sip.message import Request, Response
from protocols.sip.parser import Event, KeepAlive, parse_datagram
from protocols.sip.server_transaction import ServerTransactions, Standing, transaction_key
from protocols.sip.stream import StreamSplitter
from protocols.sip.transaction import ClientTransactions, Effect
from protocols.sip.uri import SipUri
from simulators.faults import NO_FAULTS, FaultSettings
from simulators.link import Link, Tap, open_link
from simulators.sip_auth import Authorization
from simulators.target import Target

Hear = Callable[[bytes], None]
Headers = tuple[tuple[str, str], ...]

MOST_CHALLENGES = 2
"""The first challenge, and one more when it only says that the nonce was stale."""


class SipSilenceError(OSError):
    """Nobody answered the request in 32 s (RFC 3261 timer F)."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request in the making: what it says, before branch, sequence number and credentials."""

    method: str
    uri: str
    sender: NameAddress
    recipient: NameAddress
    headers: Headers = ()
    body: bytes = b""


class SipLine:
    """One socket that one or many units share. Requests of the receiver go to whom they are addressed to.

    A MESSAGE for somebody unknown gets 404, since a unit must not take what is not for it (sheet §2.3).
    """

    def __init__(
        self,
        target: Target,
        *,
        faults: FaultSettings = NO_FAULTS,
        random: Random | None = None,
        tap: Tap | None = None,
    ) -> None:
        self.target = target
        self._tap = tap
        self._faults = faults
        self._random = random or Random(0)
        self._link: Link | None = None
        self._dead: list[Link] = []
        self._opening = asyncio.Lock()
        self._stream = StreamSplitter()
        self._requests = ClientTransactions()
        self._waiting: dict[str, asyncio.Future[Response]] = {}
        self._answered = ServerTransactions(10_000)
        self._hearers: dict[str, Hear] = {}
        self._timer: TimerHandle | None = None
        self._timer_at = 0.0

    # ---- asking --------------------------------------------------------------------------------------------------

    async def request(self, message: Message, authorization: Authorization | None = None) -> Response:
        """Send a request and wait for its final answer; a challenge is answered by itself.

        Raises:
            OSError: the connection cannot be made or broke.
            SipSilenceError: no final answer in 32 s.
        """
        call_id, tag = new_token(), new_token(4)
        for cseq in range(1, MOST_CHALLENGES + 2):
            credentials = authorization.headers(message.method, message.uri) if authorization else ()
            response = await self._transact(message, credentials, call_id, tag, cseq)
            if authorization is None or not authorization.challenged(response):
                break
            if cseq > 1 and not authorization.stale:
                break
        return response

    async def _transact(self, message: Message, extra: Headers, call_id: str, tag: str, cseq: int) -> Response:
        link = await self.open()
        host, port = link.local
        transport = self.target.transport
        branch = new_branch()
        request = build_request(
            message.method,
            message.uri,
            via=Via(transport.value.upper(), host, port, (("rport", None), ("branch", branch))),
            sender=message.sender.with_tag(tag),
            recipient=message.recipient,
            call_id=call_id,
            cseq=cseq,
            headers=(*message.headers, *extra),
            body=message.body,
        )
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Response] = loop.create_future()
        self._waiting[branch] = answer
        self._requests.start(request, loop.time(), reliable=transport.reliable)
        link.send(bytes(request))
        self._set_timer()
        try:
            return await answer
        finally:
            del self._waiting[branch]
            if not answer.done() or answer.cancelled() or answer.exception():
                self._requests.transport_error(request)

    # ---- being asked ---------------------------------------------------------------------------------------------

    def listen(self, user: str, hear: Hear) -> None:
        """Hand the bodies of MESSAGEs to this user to `hear`, each once; the 200 has left by then."""
        self._hearers[user] = hear

    def ignore(self, user: str) -> None:
        """No longer take messages for this user."""
        self._hearers.pop(user, None)

    def _asked(self, request: Request) -> None:
        link = self._link
        if link is None or request.method == "ACK":
            return
        now = asyncio.get_running_loop().time()
        reliable = self.target.transport.reliable
        key = transaction_key(request, self.target.host)
        seen = self._answered.begin(key, now)
        if seen.standing is Standing.ANSWERED:
            link.send(seen.response)
        if seen.standing is not Standing.NEW:
            return
        hear = self._hearers.get(_addressee(request))
        response = bytes(_respond(request, self.target, known=hear is not None))
        self._answered.complete(key, response, now, reliable=reliable)
        link.send(response)
        if hear is not None and request.method == "MESSAGE":
            hear(request.body)

    # ---- the wire ------------------------------------------------------------------------------------------------

    async def open(self) -> Link:
        """The link, connected anew if need be.

        Raises:
            OSError: the connection cannot be made.
        """
        async with self._opening:
            if self._link is not None and not self._link.alive:
                await self._link.close()
                self._link = None
            if self._link is None:
                self._stream = StreamSplitter()
                self._link = await open_link(
                    self.target, self._receive, self._lost, self._faults, self._random, tap=self._tap
                )
            return self._link

    async def hang_up(self) -> None:
        """Leave a connection that gives no answers; the next request makes a new one. Datagrams have none."""
        if self.target.transport.reliable:
            await self._leave()

    async def _leave(self) -> None:
        link, self._link = self._link, None
        if link is not None and link.dead:
            self._dead.append(link)
        elif link is not None:
            await link.close()

    async def close(self) -> None:
        """Close every socket and forget what is under way."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await self._leave()
        for link in self._dead:
            await link.close()
        self._dead.clear()

    def _receive(self, octets: bytes) -> None:
        events: Iterable[Event]
        events = self._stream.receive(octets) if self.target.transport.reliable else (parse_datagram(octets),)
        for event in events:
            if isinstance(event, Request):
                self._asked(event)
            elif isinstance(event, Response):
                self._answer(event)
            elif isinstance(event, KeepAlive) and event.answer and self._link is not None:
                self._link.send(event.answer)

    def _answer(self, response: Response) -> None:
        request = self._requests.response(response, asyncio.get_running_loop().time())
        if request is not None:
            self._settle(request, response)

    def _settle(self, request: Request, outcome: Response | OSError) -> None:
        answer = self._waiting.get(request.via.branch)
        if answer is None or answer.done():
            return
        if isinstance(outcome, Response):
            answer.set_result(outcome)
        else:
            answer.set_exception(outcome)

    def _lost(self) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionResetError("the receiver closed the connection"))

    # ---- retransmission ------------------------------------------------------------------------------------------

    def _set_timer(self) -> None:
        deadline = self._requests.next_deadline
        if deadline is None or (self._timer is not None and self._timer_at <= deadline):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = deadline
        self._timer = asyncio.get_running_loop().call_at(deadline, self._due)

    def _due(self) -> None:
        self._timer = None
        for request, effect in self._requests.due(asyncio.get_running_loop().time()):
            if effect is Effect.SEND and self._link is not None:
                self._link.send(bytes(request))
            elif effect is Effect.TIMED_OUT:
                self._settle(request, SipSilenceError("no answer in 32 s"))
        self._set_timer()


def _addressee(request: Request) -> str:
    try:
        return request.uri.user
    except SipError:
        return ""


def _respond(request: Request, target: Target, *, known: bool) -> Response:
    status, headers = 200, Headers()
    if request.method == "OPTIONS":
        headers = (("Allow", "MESSAGE, OPTIONS"), ("Accept", "application/scaip+xml"))
    elif request.method != "MESSAGE":
        status, headers = 405, (("Allow", "MESSAGE, OPTIONS"),)
    elif not known:
        status = 404
    source = target.host, target.port
    return build_response(request, status, source=source, to_tag=new_token(4), headers=headers)


def address(user: str, host: str, port: int | None = None, *, transport: str = "") -> NameAddress:
    """`<sip:user@host:port;transport=…>`."""
    params = (("transport", transport),) if transport else ()
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return NameAddress(SipUri("sip", user, host, port, params))
