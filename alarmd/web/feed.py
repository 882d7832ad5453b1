"""The WebSocket `/feed`: the first frame decides who the console is; then `Console` serves it."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import websocket
from litestar.connection import WebSocket
from litestar.exceptions import WebSocketDisconnect
from litestar.handlers import WebsocketRouteHandler

from alarmd.domain.ports import LedgerUnavailable
from alarmd.services.register import Session
from alarmd.services.texts import sentence
from alarmd.web.console import HELLO_S, Console, FeedParts, is_spoken
from protocols.console_feed.codec import decode_from_console, encode
from protocols.console_feed.errors import BadFrame
from protocols.console_feed.messages import Goodbye, Hello


def feed_route(parts: FeedParts) -> WebsocketRouteHandler:
    """The handler, for the internal listener."""

    @websocket("/feed", opt={"exclude_from_auth": True})
    async def feed(socket: WebSocket[Any, Any, Any]) -> None:
        await socket.accept()
        try:
            welcome = await _hello(parts, socket)
        except (WebSocketDisconnect, OSError):
            return
        if welcome is not None:
            await Console(parts, socket, *welcome).run()

    return feed


async def _hello(parts: FeedParts, socket: WebSocket[Any, Any, Any]) -> tuple[Session, Hello] | None:
    """Read the first frame; on anything but a good hello say why and close."""
    language = "sv"
    try:
        async with asyncio.timeout(HELLO_S):
            hello = decode_from_console(await socket.receive_text())
        if not isinstance(hello, Hello):
            reason = "protocol"
        else:
            language = hello.language
            reason = "unauthorized" if is_spoken(hello) else "version"
            session = await parts.sessions.find(hello.token) if is_spoken(hello) else None
            if session is not None:
                return session, hello
    except (BadFrame, TimeoutError):
        reason = "protocol"
    except LedgerUnavailable:
        await _turn_away(socket, "stopping", sentence("unavailable", language))
        return None
    parts.telemetry.refused.labels("feed", reason).inc()
    await _turn_away(socket, reason, sentence(reason, language))
    return None


async def _turn_away(socket: WebSocket[Any, Any, Any], reason: str, text: str) -> None:
    await socket.send_text(encode(Goodbye(reason=reason, text=text)).decode())
    await socket.close(1013 if reason == "stopping" else 1008)
