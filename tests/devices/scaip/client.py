"""A unit for the door's tests: our codecs on plain asyncio sockets, over UDP, TCP and TLS."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from typing import Any

from protocols.scaip import CONTENT_TYPE, MessageResponse, read_response
from protocols.sip import (
    Event,
    NameAddress,
    Request,
    Response,
    SipUri,
    StreamSplitter,
    Via,
    answer_challenge,
    build_request,
    build_response,
    parse_challenge,
    parse_datagram,
)
from tests.fakes.loop import turn

_numbers = itertools.count(1)
WAIT_S = 3.0


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, take: Any) -> None:
        self._take = take

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._take(parse_datagram(data))


class Unit:
    """One unit with one socket. Requests it gets are answered with `answers_with`; None is silence."""

    def __init__(self, way: str, user: str) -> None:
        self.way = way
        self.user = user
        self.answers_with: int | None = 200
        self.responses: asyncio.Queue[Response] = asyncio.Queue()
        self.requests: asyncio.Queue[Request] = asyncio.Queue()
        self.others: list[Event] = []
        self.here = ("127.0.0.1", 0)
        self.via_params: tuple[tuple[str, str | None], ...] = (("rport", None),)
        self.via_port: int | None = None
        self.domain = "arc.example.com"
        self._send: Any = None
        self._close: Any = None
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    async def connect(
        cls, way: str, address: tuple[str, int], *, user: str = "90000001", trust: ssl.SSLContext | None = None
    ) -> Unit:
        unit = cls(way, user)
        if way == "udp":
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(unit._take), remote_addr=address)
            unit.here = transport.get_extra_info("sockname")[:2]
            unit._send, unit._close = transport.sendto, transport.close
            return unit
        reader, writer = await asyncio.open_connection(*address, ssl=trust)
        unit.here = writer.get_extra_info("sockname")[:2]
        unit._send, unit._close = writer.write, writer.close
        unit._reading = asyncio.ensure_future(unit._read(reader))
        return unit

    async def _read(self, reader: asyncio.StreamReader) -> None:
        splitter = StreamSplitter()
        while octets := await reader.read(65_536):
            for event in splitter.receive(octets):
                self._take(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, Response):
            self.responses.put_nowait(event)
        elif isinstance(event, Request):
            self.requests.put_nowait(event)
            if self.answers_with is not None:
                self._send(bytes(build_response(event, self.answers_with, to_tag="u")))
        else:
            self.others.append(event)

    async def close(self) -> None:
        self._close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await turn()

    # ---- asking ----------------------------------------------------------------------------------------------------

    def request(
        self,
        body: bytes = b"",
        *,
        method: str = "MESSAGE",
        headers: tuple[tuple[str, str], ...] = (),
        content_type: str = CONTENT_TYPE,
        branch: str = "",
        call_id: str = "",
        to: str = "alarm",
    ) -> Request:
        number = next(_numbers)
        params = (*self.via_params, ("branch", branch or f"z9hG4bK-{number}"))
        port = self.via_port if self.via_port is not None else self.here[1]
        kind = (("Content-Type", content_type),) if body else ()
        return build_request(
            method,
            f"sip:{to}@{self.domain}",
            via=Via(self.way.upper(), self.here[0], port, params),
            sender=NameAddress(SipUri("sip", self.user, self.domain), params=(("tag", f"t{number}"),)),
            recipient=NameAddress(SipUri("sip", to, self.domain)),
            call_id=call_id or f"c{number}@unit",
            headers=(*kind, *headers),
            body=body,
        )

    def send(self, request: Request | bytes) -> None:
        self._send(bytes(request))

    async def response(self) -> Response:
        return await asyncio.wait_for(self.responses.get(), WAIT_S)

    async def ask(self, request: Request) -> Response:
        self.send(request)
        return await self.response()

    async def message(self, body: bytes, **fields: Any) -> Response:
        return await self.ask(self.request(body, **fields))

    async def told(self) -> tuple[Request, MessageResponse]:
        """The next verdict."""
        request = await asyncio.wait_for(self.requests.get(), WAIT_S)
        return request, read_response(request.body)

    async def report(self, body: bytes, **fields: Any) -> MessageResponse:
        """A whole exchange: 200 without body, then the verdict."""
        response = await self.message(body, **fields)
        assert (response.status, response.body) == (200, b""), (response.status, response.reason)
        return (await self.told())[1]

    async def authenticated(self, request: Request, user: str, password: str, *, algorithm: str = "MD5") -> Response:
        """Ask, be challenged, and ask again with credentials, a new branch and the same CSeq."""
        challenged = await self.ask(request)
        assert challenged.status == 401
        return await self.ask(self.with_credentials(request, challenged, user, password, algorithm=algorithm))

    def with_credentials(
        self,
        request: Request,
        challenged: Response,
        user: str,
        password: str,
        *,
        algorithm: str = "MD5",
        count: int = 1,
    ) -> Request:
        challenges = [parse_challenge(text) for text in challenged.headers.get_all("WWW-Authenticate")]
        chosen = next(c for c in challenges if c is not None and c.algorithm.value == algorithm)
        value = answer_challenge(
            chosen, user, password, request.method, request.target, cnonce=f"cn{next(_numbers)}", count=count
        )
        via = Via(self.way.upper(), *self.here, (("rport", None), ("branch", f"z9hG4bK-{next(_numbers)}")))
        headers = request.headers.replaced("Via", str(via)).replaced("Authorization", value)
        return Request(request.method, request.target, headers, request.body)

    def register(self, *, expires: int = 120, contact: str = "", user: str = "") -> Request:
        user = user or self.user
        contact = contact or f"<sip:{user}@{self.here[0]}:{self.here[1]};transport={self.way}>"
        return self.request(method="REGISTER", to=user, headers=(("Contact", contact), ("Expires", str(expires))))


def mrq(ref: str = "A1001", cid: str = "90000001", dty: str = "0003", **tags: str) -> bytes:
    """An alarm request as bytes; more tags follow in the order given."""
    more = "".join(f"<{tag}>{text}</{tag}>" for tag, text in tags.items())
    return f"<mrq><ref>{ref}</ref><cid>{cid}</cid><dty>{dty}</dty>{more}</mrq>".encode()
