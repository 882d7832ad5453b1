"""The feed client: keeps a `Board` in step with the daemon over a WebSocket, whatever happens to the connection.

No screen here: the operator's console and the headless one are both listeners of this client.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from console.board import Board, Change
from console.clock import Clock, SystemClock
from console.link import SILENCE_S, Link, LinkState
from console.pending import Pending, new_id
from console.receipts import Receipts
from protocols.console_feed.codec import decode_from_daemon, encode
from protocols.console_feed.errors import BadFrame
from protocols.console_feed.messages import Command, Fetch, FromDaemon, Goodbye, Hello, Painted, Ping, Pong, Reply
from protocols.console_feed.messages import Welcome as WelcomeFrame

BACKOFF_S = (0.0, 0.1, 0.2, 0.4, 0.8, 1.0)
REFUSED_S = 5.0
OPEN_S = 1.5
PACE_S = 0.01
MAX_FRAME = 1 << 20
LASTED_S = 1.0
_FINAL = frozenset({"unauthorized", "version"})


class Listener(Protocol):
    """Who is told what happens; both are called on the loop and must not block."""

    def changed(self, change: Change) -> None:
        """The board changed. Confirm `change.confirm` by `FeedClient.painted` once the rows are on the screen."""

    def link_changed(self, link: Link) -> None:
        """The connection's state or the daemon's figures changed."""


class FeedClient:
    """Connects, resumes by number, applies what it is told in order, answers pings, repeats what was not answered.

    After a break it tries again at once and then after at most one second, so it is back within two seconds of the
    daemon. `run` ends only by `stop` or cancellation.
    """

    def __init__(
        self,
        url: str,
        token: str,
        listener: Listener,
        *,
        clock: Clock | None = None,
        language: str = "sv",
        tls: ssl.SSLContext | None = None,
        silence_s: float = SILENCE_S,
    ) -> None:
        self.board = Board()
        self.link = Link()
        self.url = url
        self._token = token
        self._listener = listener
        self._clock = clock or SystemClock()
        self._language = language
        self._tls = tls
        self._silence_s = silence_s
        self._pending = Pending()
        self._receipts = Receipts()
        self._to_send = asyncio.Event()
        self._hurry = asyncio.Event()
        self._stopping = False
        self._socket: ClientConnection | None = None

    # ---- for the console ----

    async def run(self) -> None:
        """Stay connected until `stop`."""
        failures = 0
        self.link = replace(self.link, heard_s=self._clock.monotonic())
        while not self._stopping:
            began_s = self._clock.monotonic()
            goodbye = await self._connection()
            failures = 0 if self._clock.monotonic() - began_s >= LASTED_S else failures + 1
            self.board.cut()
            if goodbye.reason == "gap" and failures > 1:
                self.board.forget()
            self._lost(goodbye)
            if not self._stopping:
                final = self.link.state is LinkState.REFUSED
                await self._pause(REFUSED_S if final else BACKOFF_S[min(failures, len(BACKOFF_S) - 1)])
        self._pending.abandon()

    async def stop(self) -> None:
        """Leave for good: `run` returns soon after."""
        self._stopping = True
        self._hurry.set()
        if self._socket is not None:
            await self._socket.close()

    def renew_token(self, token: str) -> None:
        """Use another session token from now on, at once if the daemon has refused the old one."""
        self._token = token
        self._hurry.set()

    async def command(self, name: str, incident: int = 0, **args: Any) -> Reply:
        """Have the daemon do something; returns its reply, however many connections that takes."""
        return await self._ask(Command(id=new_id(), name=name, incident=incident, args=args))

    async def fetch(self, what: str, *, timeout_s: float = 5.0, **args: Any) -> Reply:
        """Ask the daemon something; without an answer in time the reply is `ok=False` with code `timeout`."""
        request = Fetch(id=new_id(), what=what, args=args)
        try:
            async with asyncio.timeout(timeout_s):
                return await self._ask(request)
        except TimeoutError:
            return Reply(id=request.id, ok=False, code="timeout")

    def painted(self, signals: Iterable[int]) -> None:
        """Confirm that these signals are on the screen."""
        self._receipts.add(signals)
        self._to_send.set()

    @property
    def unanswered(self) -> int:
        """How many commands and questions wait for a reply."""
        return len(self._pending)

    def now_ms(self) -> int:
        """The daemon's time, by which ages are counted."""
        return self._clock.now_ms() + self.link.ahead_ms

    # ---- connection ----

    async def _ask(self, request: Command | Fetch) -> Reply:
        future = self._pending.add(request)
        self._to_send.set()
        try:
            return await future
        finally:
            self._pending.drop(request.id)

    async def _connection(self) -> Goodbye:
        """One connection from hello to its end, whatever ends it."""
        try:
            async with connect(
                self.url,
                ssl=self._tls,
                open_timeout=OPEN_S,
                close_timeout=1.0,
                ping_interval=None,
                compression=None,
                max_size=MAX_FRAME,
                proxy=None,
            ) as socket:
                self._socket = socket
                return await self._talk(socket)
        except TimeoutError:
            return Goodbye(reason="silent")
        except BadFrame as error:
            return Goodbye(reason="protocol", text=str(error))
        except (OSError, EOFError, ValueError, WebSocketException) as error:
            return Goodbye(reason="unreachable", text=str(error))
        finally:
            self._socket = None

    async def _talk(self, socket: ClientConnection) -> Goodbye:
        if self._stopping:
            return Goodbye(reason="stopping")
        board = self.board
        hello = Hello(token=self._token, epoch=board.epoch, last_number=board.number, language=self._language)
        await socket.send(encode(hello), text=True)
        self._pending.repeat_all()
        self._receipts.repeat()
        sender: asyncio.Task[None] | None = None
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._silence_s) as watch:
                async for frame in socket:
                    watch.reschedule(loop.time() + self._silence_s)
                    message = decode_from_daemon(frame)
                    if isinstance(message, Goodbye):
                        return message
                    if isinstance(message, Ping):
                        await socket.send(encode(Pong(at_ms=message.at_ms)), text=True)
                    if self._take(message).gap:
                        return Goodbye(reason="gap")
                    if sender is None and isinstance(message, WelcomeFrame):
                        self._to_send.set()
                        sender = asyncio.create_task(self._send(socket))
            return Goodbye(reason="unreachable")
        finally:
            if sender is not None:
                sender.cancel()
                with contextlib.suppress(asyncio.CancelledError, OSError, WebSocketException):
                    await sender

    async def _send(self, socket: ClientConnection) -> None:
        """Send what has gathered, then rest a little: at most 100 rounds a second (ADR 6)."""
        while True:
            await self._to_send.wait()
            self._to_send.clear()
            for frame in self._pending.take():
                await socket.send(frame, text=True)
            if signals := self._receipts.take():
                await socket.send(encode(Painted(signals=signals)), text=True)
            await asyncio.sleep(PACE_S)

    def _take(self, message: FromDaemon) -> Change:
        """Apply one message and tell the listener."""
        self.link = replace(self.link, heard_s=self._clock.monotonic())
        if isinstance(message, Reply):
            self._pending.resolve(message)
            return Change()
        change = self.board.apply(message)
        if change.touched or change.confirm or change.whole:
            self._listener.changed(change)
        if isinstance(message, WelcomeFrame) and not change.gap:
            self._up(message)
        elif isinstance(message, Ping):
            self._pinged(message)
        return change

    def _up(self, welcome: WelcomeFrame) -> None:
        ahead = welcome.now_ms - self._clock.now_ms() if welcome.now_ms else self.link.ahead_ms
        connections = self.link.connections + 1
        self._tell(replace(self.link, state=LinkState.UP, reason="", text="", ahead_ms=ahead, connections=connections))

    def _pinged(self, ping: Ping) -> None:
        self._receipts.heard()
        self._tell(
            replace(
                self.link,
                ahead_ms=ping.at_ms - self._clock.now_ms(),
                shown_p50_ms=ping.shown_p50_ms,
                shown_p99_ms=ping.shown_p99_ms,
                units=ping.units,
                silent=ping.silent,
                degraded=tuple(ping.degraded),
            )
        )

    def _lost(self, goodbye: Goodbye) -> None:
        state = LinkState.REFUSED if goodbye.reason in _FINAL else LinkState.LOST
        self._tell(replace(self.link, state=state, reason=goodbye.reason, text=goodbye.text))

    def _tell(self, link: Link) -> None:
        self.link = link
        self._listener.link_changed(link)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurry.wait()
        self._hurry.clear()
