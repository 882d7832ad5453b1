"""uvicorn under our own runtime: ports, refusals, and an end that leaves nothing behind."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import httpx
import pytest
from litestar import get, websocket
from litestar.connection import WebSocket
from litestar.exceptions import WebSocketDisconnect
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from alarmd.http_server import ListenerRefused, WebListener, is_loopback
from alarmd.web.apps import internal_app
from tests.fakes.web_server import serving


@get("/one", sync_to_thread=False)
def one() -> str:
    """One route."""
    return "one"


@websocket("/wait")
async def wait(socket: WebSocket) -> None:
    """A WebSocket that waits for the other side."""
    await socket.accept()
    try:
        await socket.receive_text()
    except WebSocketDisconnect:
        return


EVERYWHERE = "::"
APP = internal_app([one, wait], "1")


@pytest.mark.slow
async def test_a_free_port_is_bound_at_once_and_freed_at_the_end() -> None:
    before = signal.getsignal(signal.SIGTERM)
    async with serving(APP) as listener, httpx.AsyncClient() as client:
        assert listener.port > 0
        assert (await client.get(f"http://127.0.0.1:{listener.port}/one")).text == "one"
        assert listener.is_serving
        assert signal.getsignal(signal.SIGTERM) is before
        with pytest.raises(ListenerRefused, match=f"port {listener.port}"):
            WebListener("second", APP, port=listener.port)
    assert not listener.is_serving
    again = WebListener("again", APP, port=listener.port)
    again.close()


@pytest.mark.slow
async def test_it_stops_with_an_open_websocket_and_leaves_nothing() -> None:
    listener = WebListener("test", APP)
    task = asyncio.create_task(listener.run())
    async with connect(f"ws://127.0.0.1:{listener.port}/wait") as socket:
        listener.stop()
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 3)
        assert socket.close_code == 1012
    await asyncio.wait_for(task, 3)


def test_beyond_loopback_it_wants_tls_and_says_so() -> None:
    with pytest.raises(ListenerRefused, match="certificate"):
        WebListener("internal", APP, host=EVERYWHERE)
    behind = WebListener("public", APP, host=EVERYWHERE, behind_proxy=True)
    behind.close()


def test_what_cannot_be_opened_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(ListenerRefused, match="certificate or key cannot be read"):
        WebListener("internal", APP, certificate=tmp_path / "none.pem", key=tmp_path / "none.key")
    with pytest.raises(ListenerRefused, match="not an address"):
        WebListener("internal", APP, host="no.such.host.invalid", behind_proxy=True)


def test_loopback() -> None:
    assert [is_loopback(h) for h in ("127.0.0.1", "::1", "localhost", "10.0.0.1", "x.se")] == [True] * 3 + [False] * 2
