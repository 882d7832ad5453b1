"""Apprise against a real HTTP endpoint: what it takes, what it refuses, and what never reaches a log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from alarmd.domain.ports import SendOutcome
from alarmd.notify.apprise_sender import AppriseSender, _scheme

pytestmark = pytest.mark.slow


class Endpoint:
    """Answers every request with one status; `None` hangs up without a word."""

    def __init__(self) -> None:
        self.status: int | None = 200
        self.bodies: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        self.bodies.append(await reader.readexactly(length))
        if self.status is not None:
            writer.write(b"HTTP/1.1 %d X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % self.status)
            await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def endpoint() -> AsyncIterator[tuple[Endpoint, AppriseSender]]:
    made, sender = Endpoint(), AppriseSender(connect_s=1, read_s=1)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made, sender
    finally:
        sender.close()
        server.close()
        await server.wait_closed()


async def test_sent_means_that_the_service_took_it() -> None:
    async with endpoint() as (at, sender):
        result = await sender.send(f"json://127.0.0.1:{at.port}/hook", "Larm: Solbacka", "Svara: https://x/r/1")
        assert result.outcome is SendOutcome.SENT
        assert b"Larm: Solbacka" in at.bodies[0]
        assert b"https://x/r/1" in at.bodies[0]


@pytest.mark.parametrize("status", [500, 401, None])
async def test_a_failing_service_is_tried_again(status: int | None) -> None:
    async with endpoint() as (at, sender):
        at.status = status
        result = await sender.send(f"json://127.0.0.1:{at.port}/hook", "t", "b")
        assert (result.outcome, result.reason) == (SendOutcome.RETRY, "not_taken")


async def test_nobody_at_the_other_end_is_tried_again() -> None:
    async with endpoint() as (at, sender):
        port = at.port
    async with endpoint() as (_, sender):
        result = await sender.send(f"json://127.0.0.1:{port}/hook", "t", "b")
        assert result.outcome is SendOutcome.RETRY


@pytest.mark.parametrize("target", ["", "nonsense", "no-such-service://x", "json://", "\x00"])
async def test_a_malformed_url_is_rejected(target: str) -> None:
    async with endpoint() as (_, sender):
        result = await sender.send(target, "t", "b")
        assert (result.outcome, result.reason) == (SendOutcome.REJECTED, "malformed_url")


async def test_no_secret_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with endpoint() as (at, sender):
        at.status = 500
        secret = "hemligt-losenord"
        await sender.send(f"json://user:{secret}@127.0.0.1:{at.port}/{secret}", "t", "b")
        await sender.send(f"no-such://{secret}", "t", "b")
    ours = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("asyncio"))
    assert secret not in ours


def test_only_a_plain_scheme_is_named() -> None:
    assert _scheme("json://x") == "json"
    assert _scheme("a secret without scheme") == "unknown"
