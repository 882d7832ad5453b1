"""One HTTP exchange: what is no HTTP is an error of ours, and to the service the same as nobody."""

from __future__ import annotations

import asyncio

import pytest

from protocols.webhook import Event, read_secret
from simulators.answer import Kind
from simulators.webhook.exchange import BadAnswerError, exchange
from simulators.webhook.service import Service
from tests.devices.webhook_doors import SECRET


async def test_what_is_no_http() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"220 mail ready\r\n")
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        url = "http://{}:{}/".format(*server.sockets[0].getsockname())
        with pytest.raises(BadAnswerError):
            await exchange("GET", url, {})
        answer = await Service(url, read_secret(SECRET), tries=1).post("m1", Event("A1", "press"))
        assert answer.kind is Kind.UNREACHABLE
