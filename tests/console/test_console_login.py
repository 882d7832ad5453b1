from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from console.errors import LoginRefused
from console.login import log_in


@pytest_asyncio.fixture(autouse=True)
async def no_thread_left() -> AsyncIterator[None]:
    yield
    await asyncio.get_running_loop().shutdown_default_executor()


@contextlib.asynccontextmanager
async def centre(status: str, answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-le")
        )
        asked.append(head.split(b"\r\n")[0] + b" " + await reader.readexactly(length))
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Length: {len(answer)}\r\nConnection: close\r\n\r\n".encode() + answer
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/api/login", asked


async def test_a_right_password_gives_a_token() -> None:
    async with centre("201 Created", b'{"token": "abc"}') as (url, asked):
        assert await log_in(url, "karin", "hemligt å") == "abc"
    request, body = asked[0].split(b" HTTP/1.1 ")
    assert request == b"POST /api/login"
    assert json.loads(body) == {"username": "karin", "password": "hemligt å", "language": "sv"}


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        ("401 Unauthorized", b"{}", "Användarnamnet eller lösenordet är fel"),
        ("429 Too Many Requests", '{"code": "too_many", "error": "Dröj en minut."}'.encode(), "^Dröj en minut.$"),
        ("503 Service Unavailable", b"", r"fel \(503\)"),
        ("200 OK", b"<html>", "Ingen central svarar"),
        ("200 OK", b"{}", "Ingen central svarar"),
    ],
)
async def test_what_went_wrong_is_said(status: str, answer: bytes, said: str) -> None:
    async with centre(status, answer) as (url, _asked):
        with pytest.raises(LoginRefused, match=said):
            await log_in(url, "karin", "x")


async def test_nobody_there() -> None:
    with pytest.raises(LoginRefused, match="Ingen central svarar på http://127"):
        await log_in("http://127.0.0.1:9/api/login", "karin", "x")
