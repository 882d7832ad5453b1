"""A console's connection in time: pings, absence and revoked sessions, on a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar.exceptions import WebSocketDisconnect

from alarmd.domain.commands import Tie
from alarmd.services.register import Session
from alarmd.web.console import Console
from protocols.console_feed.codec import decode_from_daemon, encode
from protocols.console_feed.messages import Command, FromDaemon, Goodbye, Hello, Ping, Pong, Reply
from tests.fakes.clock import ManualClock
from tests.fakes.loop import settle
from tests.fakes.web_parts import TOKEN, WebParts, incident, web_parts


class Pipe:
    """The three calls of a WebSocket that a console's connection uses."""

    def __init__(self) -> None:
        self.sent: list[FromDaemon] = []
        self.inbox: asyncio.Queue[str | None] = asyncio.Queue()
        self.code = 0
        self.reads = asyncio.Event()
        self.reads.set()

    async def send_text(self, frame: str) -> None:
        await self.reads.wait()
        self.sent.append(decode_from_daemon(frame))

    async def receive_text(self) -> str:
        frame = await self.inbox.get()
        if frame is None:
            raise WebSocketDisconnect(detail="gone")
        return frame

    async def close(self, code: int) -> None:
        self.code = code
        self.inbox.put_nowait(None)


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[WebParts, ManualClock, Pipe, asyncio.Task[None]]]:
    clock, pipe = ManualClock(), Pipe()
    async with web_parts(clock) as parts:
        session = Session(7, 1, "karin", "Karin Holm", clock.now())
        socket: Any = pipe
        task = asyncio.create_task(Console(parts.feed_parts(), socket, session, Hello(token=TOKEN)).run())
        await settle()
        yield parts, clock, pipe, task
        pipe.inbox.put_nowait(None)
        pipe.reads.set()
        await clock.advance(5)
        await task


async def test_a_console_that_answers_is_pinged_each_three_seconds() -> None:
    async with connected() as (parts, clock, pipe, task):
        for _ in range(20):
            pipe.inbox.put_nowait(encode(Pong(at_ms=0)).decode())
            await clock.advance(3)
        assert sum(isinstance(message, Ping) for message in pipe.sent) == 21
        assert not task.done()
        assert b"alarmd_consoles 1.0" in parts.telemetry.exposition()


async def test_a_silent_console_is_dismissed_and_its_absence_counts_from_its_last_word() -> None:
    async with connected() as (parts, clock, pipe, task):
        heard = clock.monotonic()
        await clock.advance(13)
        assert task.done()
        assert pipe.sent[-1] == Goodbye(reason="slow", text="Konsolen svarade inte på tio sekunder.")
        assert pipe.code == 1013
        assert parts.presence._gone_at_s == {"operator:7": heard}


async def test_a_console_that_reads_nothing_is_dropped_all_the_same() -> None:
    async with connected() as (parts, clock, pipe, task):
        pipe.reads.clear()
        await clock.advance(15)
        assert task.done()
        assert parts.relay.seats == set()


async def test_a_revoked_session_ends_within_ten_seconds() -> None:
    async with connected() as (parts, clock, pipe, task):
        await parts.sessions.revoke(TOKEN)
        for _ in range(4):
            pipe.inbox.put_nowait(encode(Pong(at_ms=0)).decode())
            await clock.advance(3)
        assert task.done()
        assert (pipe.sent[-1].reason if isinstance(pipe.sent[-1], Goodbye) else "") == "unauthorized"


async def test_a_tie_carries_the_persons_municipality_and_a_stranger_is_refused() -> None:
    async with connected() as (parts, _, pipe, task):
        parts.desk.keep(incident(5))
        for person in (9, 404):
            command = Command(id=f"tie-{person}", name="tie", incident=5, args={"subscriber_id": person})
            pipe.inbox.put_nowait(encode(command).decode())
            await settle()
        assert parts.desk.commands == [Tie(5, "operator:7", 9, 4)]
        (refused,) = (said for said in pipe.sent if isinstance(said, Reply) and not said.ok)
        assert refused.code == "unknown_subject"
        assert not task.done()


async def test_a_store_that_is_away_throws_nobody_out() -> None:
    async with connected() as (parts, clock, pipe, task):
        parts.register.down = True
        for _ in range(6):
            pipe.inbox.put_nowait(encode(Pong(at_ms=0)).decode())
            await clock.advance(3)
        assert not task.done()
