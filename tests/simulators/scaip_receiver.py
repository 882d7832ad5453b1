"""A small SCAIP receiver on the same codecs: 200 to the MESSAGE, then the verdict as a MESSAGE of its own."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from protocols.scaip.build import build_response as build_verdict
from protocols.scaip.documents import MessageRequest, MessageResponse
from protocols.scaip.parse import read_request
from protocols.sip.builder import build_request, build_response, new_branch, new_token
from protocols.sip.digest import Algorithm, Authenticator, ha1
from protocols.sip.fields import NameAddress, Via
from protocols.sip.message import Request, Response
from protocols.sip.nonces import Nonces
from protocols.sip.parser import parse_datagram
from protocols.sip.stream import StreamSplitter
from simulators.target import Target, Transport
from tests.fakes.loop import settle, turn

Send = Callable[[bytes], None]
Verdict = MessageResponse | None


def taken(request: MessageRequest) -> Verdict:
    return MessageResponse(ref=request.ref, snu=0)


class ScaipReceiver:
    """Remembers what it got. `judge` gives the verdict (None: none comes), `status` SIP's answer (0: none)."""

    def __init__(self) -> None:
        self.documents: list[MessageRequest] = []
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.judge: Callable[[MessageRequest], Verdict] = taken
        self.status: Callable[[Request], int] = lambda request: 200
        self.passwords: dict[str, str] = {}
        self.verdict_user = ""
        self.verdict_times = 1
        self.now = 0.0
        self.authenticator = Authenticator("alarm", Nonces(b"0" * 32))
        self.writers: list[asyncio.Transport] = []
        self._documents_seen: set[str] = set()

    @property
    def refs(self) -> list[str]:
        return [d.ref for d in self.documents]

    def take(self, message: object, source: tuple[str, int], send: Send) -> None:
        if isinstance(message, Response):
            self.responses.append(message)
        if not isinstance(message, Request):
            return
        self.requests.append(message)
        challenge = self._challenge(message)
        if challenge is not None:
            send(bytes(build_response(message, 401, source=source, to_tag="t", headers=challenge)))
            return
        status = self.status(message)
        if status:
            send(bytes(build_response(message, status, source=source, to_tag="t")))
        if message.method != "MESSAGE" or status != 200:
            return
        document = read_request(message.body)
        self.documents.append(document)
        verdict = self.judge(document)
        for _ in range(self.verdict_times if verdict else 0):
            send(bytes(self._verdict(message, verdict, source)))

    def _challenge(self, message: Request) -> list[tuple[str, str]] | None:
        if not self.passwords:
            return None
        header = message.headers.get("Authorization")
        password = self.passwords.get(self.authenticator.username(header))
        stored = {a: ha1(a, self.authenticator.username(header), "alarm", password) for a in Algorithm if password}
        found = self.authenticator.verify(header, message.method, stored, self.now)
        if found.accepted:
            return None
        return [("WWW-Authenticate", text) for text in self.authenticator.challenges(self.now, stale=found.stale)]

    def _verdict(self, asked: Request, verdict: Verdict, source: tuple[str, int]) -> Request:
        assert verdict is not None
        user = self.verdict_user or asked.sender.uri.user
        host, port = source
        return build_request(
            "MESSAGE",
            f"sip:{user}@{host}:{port}",
            via=Via(asked.via.transport, "127.0.0.1", 5060, (("rport", None), ("branch", new_branch()))),
            sender=NameAddress(asked.recipient.uri).with_tag(new_token(4)),
            recipient=NameAddress(asked.sender.uri),
            call_id=new_token(),
            headers=(("Content-Type", "application/scaip+xml"),),
            body=build_verdict(verdict),
        )


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, receiver: ScaipReceiver) -> None:
        self.receiver = receiver

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.receiver.take(parse_datagram(data), addr, lambda answer: self.transport.sendto(answer, addr))


class _Stream(asyncio.Protocol):
    def __init__(self, receiver: ScaipReceiver) -> None:
        self.receiver = receiver
        self.splitter = StreamSplitter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.receiver.writers.append(self.transport)

    def data_received(self, data: bytes) -> None:
        for message in self.splitter.receive(data):
            self.receiver.take(message, self.transport.get_extra_info("peername")[:2], self.transport.write)


@asynccontextmanager
async def scaip_receiver(
    transport: Transport = Transport.UDP, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[ScaipReceiver, Target]]:
    """A receiver on an ephemeral port, and where it is."""
    loop = asyncio.get_running_loop()
    receiver = ScaipReceiver()
    if transport is Transport.UDP:
        endpoint, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(receiver), local_addr=("127.0.0.1", 0))
        yield receiver, Target(*endpoint.get_extra_info("sockname")[:2], transport)
        endpoint.close()
        await turn()
        return
    server = await loop.create_server(lambda: _Stream(receiver), "127.0.0.1", 0, ssl=tls)
    yield receiver, Target(*server.sockets[0].getsockname()[:2], transport)
    server.close()
    for writer in receiver.writers:
        writer.abort()
    await settle()
