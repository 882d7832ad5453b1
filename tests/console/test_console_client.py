"""The feed client against a real WebSocket server: whatever breaks, the board ends in step and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest

from console.board import LIFE_SAFETY, Change
from console.client import FeedClient
from console.link import Link, LinkState
from protocols.console_feed.messages import Reply, SnapshotPart
from tests.fakes.feed_people import alarm
from tests.fakes.feed_server import FeedServer


class Screen:
    """A listener that paints at once."""

    def __init__(self) -> None:
        self.client: FeedClient | None = None
        self.changes: list[Change] = []
        self.links: list[Link] = []
        self.stirred = asyncio.Event()

    def changed(self, change: Change) -> None:
        self.changes.append(change)
        assert self.client is not None
        self.client.painted(change.confirm)
        self.stirred.set()

    def link_changed(self, link: Link) -> None:
        self.links.append(link)
        self.stirred.set()

    async def until(self, condition: Callable[[], Any], seconds: float = 8.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self.stirred.clear()
                await self.stirred.wait()


@contextlib.asynccontextmanager
async def running(server: FeedServer, **options: Any) -> AsyncIterator[tuple[FeedClient, Screen]]:
    screen = Screen()
    client = FeedClient(server.url, options.pop("token", server.token), screen, **options)
    screen.client = client
    task = asyncio.create_task(client.run())
    try:
        yield client, screen
    finally:
        await client.stop()
        await task


async def up(client: FeedClient, screen: Screen, connections: int = 1) -> None:
    await screen.until(lambda: client.link.state is LinkState.UP and client.link.connections >= connections)


async def test_snapshot_in_pieces_then_changes_and_receipts() -> None:
    async with FeedServer() as server:
        await server.change(*(alarm(number) for number in range(1, 6)))
        async with running(server) as (client, screen):
            await screen.until(lambda: len(client.board) == 5)
            assert client.link.connections == 1
            await server.raise_alarm(alarm(9), 91, 92)
            await server.until(lambda: server.painted == [91, 92])
            assert client.board.number == server.number
            await screen.until(lambda: client.link.shown_p99_ms == 38.2)
            assert client.link.silent == 2
            assert client.board.operator_name == "Karin Holm"


async def test_after_a_break_it_resumes_from_its_last_number() -> None:
    async with FeedServer() as server:
        await server.change(alarm(1))
        async with running(server) as (client, screen):
            await screen.until(lambda: len(client.board) == 1)
            await server.drop()
            await server.change(alarm(2))
            await screen.until(lambda: len(client.board) == 2, seconds=2)
            assert server.hellos[1].last_number == 1
            assert server.hellos[1].epoch == "e1"
            assert not any(change.whole for change in screen.changes[1:])


@pytest.mark.slow
async def test_it_is_back_within_two_seconds_of_the_daemon() -> None:
    server = FeedServer()
    await server.start()
    try:
        await server.change(alarm(1))
        async with running(server) as (client, screen):
            await screen.until(lambda: len(client.board) == 1)
            await server.stop()
            await screen.until(lambda: client.link.state is LinkState.LOST)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), 2.5)
            server.epoch, server.number, server.rows = "e2", 0, {}
            await server.start()
            await server.change(alarm(2))
            began = asyncio.get_running_loop().time()
            await screen.until(lambda: [row.id for row in client.board.queue(LIFE_SAFETY)] == [2])
            assert asyncio.get_running_loop().time() - began < 2.0
    finally:
        await server.stop()


async def test_a_gap_is_resumed() -> None:
    async with FeedServer() as server:
        await server.change(alarm(1))
        async with running(server) as (client, screen):
            await screen.until(lambda: len(client.board) == 1)
            server.rows[2] = (server.number + 1, alarm(2))
            await server.change(alarm(3), skip=1)
            await screen.until(lambda: len(client.board) == 3)
            assert any(link.reason == "gap" for link in screen.links)


@pytest.mark.slow
async def test_a_feed_that_keeps_leaving_gaps_is_asked_for_a_snapshot() -> None:
    async with FeedServer() as server:
        await server.change(alarm(1))
        async with running(server) as (client, screen):
            await screen.until(lambda: len(client.board) == 1)
            for connections in (1, 2, 3):
                await up(client, screen, connections)
                await server.change(alarm(connections), skip=1)
                await screen.until(lambda n=connections: client.link.connections > n)  # type: ignore[misc]
            assert -1 in [hello.last_number for hello in server.hellos[1:]]
            await screen.until(lambda: client.board.number == server.number)


async def test_an_unanswered_command_is_repeated_after_a_break_and_done_once() -> None:
    async with FeedServer() as server:
        await server.change(alarm(1))
        server.swallow_replies = 1
        async with running(server) as (client, screen):
            await up(client, screen)
            asked = asyncio.create_task(client.command("claim", 1))
            await server.until(lambda: server.commands)
            await server.drop()
            reply = await asked
            assert reply.ok
            assert len({command.id for command in server.commands}) == 1
            assert len(server.commands) == 2
            await screen.until(lambda: client.board.get(1).state == "claimed")  # type: ignore[union-attr]
            assert client.unanswered == 0


async def test_a_command_given_without_a_connection_is_done_when_it_is_back() -> None:
    server = FeedServer()
    await server.start()
    await server.change(alarm(1))
    await server.stop()
    async with running(server) as (client, screen):
        asked = asyncio.create_task(client.command("claim", 1))
        await screen.until(lambda: client.link.state is LinkState.LOST)
        await server.start()
        assert (await asked).ok
        await client.stop()
    await server.stop()


async def test_a_second_claim_is_told_who_was_first() -> None:
    async with FeedServer() as server:
        await server.change(alarm(1, state="claimed", owner="operator:8", owner_name="Omar"))
        async with running(server) as (client, screen):
            await up(client, screen)
            reply = await client.command("claim", 1)
            assert (reply.ok, reply.code) == (False, "taken")
            assert "Omar" in reply.error


async def test_a_fetch_without_answer_times_out() -> None:
    async with FeedServer() as server:
        server.answers_fetches = False
        async with running(server) as (client, screen):
            await up(client, screen)
            assert await client.fetch("card", timeout_s=0.02, incident=1) == Reply(
                id=server.fetches[0].id, ok=False, code="timeout"
            )
            assert client.unanswered == 0


async def test_a_fetch_is_answered() -> None:
    async with FeedServer() as server:
        await server.change(alarm(1))
        async with running(server) as (client, screen):
            await up(client, screen)
            reply = await client.fetch("card", incident=1)
            assert reply.ok
            assert reply.result["persons"][0]["name"] == "Astrid Lindqvist"


async def test_a_slow_console_that_is_dropped_to_a_snapshot_goes_on() -> None:
    async with FeedServer() as server:
        await server.change(alarm(1))
        async with running(server) as (client, screen):
            await screen.until(lambda: len(client.board) == 1)
            server.number = 40
            server.rows = {2: (40, alarm(2)), 3: (40, alarm(3))}
            await server.tell(SnapshotPart(number=40, part=0, parts=2, rows=[alarm(2)]))
            await server.tell(SnapshotPart(number=40, part=1, parts=2, rows=[alarm(3)], signals=[(31, 3)]))
            await server.until(lambda: 31 in server.painted)
            assert [row.id for row in client.board.queue(LIFE_SAFETY)] == [2, 3]
            await server.change(alarm(4))
            await screen.until(lambda: len(client.board) == 3)
            assert client.link.connections == 1


@pytest.mark.slow
async def test_goodbye_slow_reconnects_and_unauthorized_waits_for_a_new_token() -> None:
    async with FeedServer() as server, running(server) as (client, screen):
        await up(client, screen)
        await server.goodbye("slow")
        await up(client, screen, 2)
        assert any(link.reason == "slow" for link in screen.links)
        server.token = "fresh"
        await server.goodbye("stopping")
        await screen.until(lambda: client.link.state is LinkState.REFUSED)
        assert client.link.text == "Sessionen har gått ut."
        client.renew_token("fresh")
        await up(client, screen, 3)


async def test_a_silent_line_is_left_and_taken_up_again() -> None:
    async with FeedServer() as server, running(server, silence_s=0.1) as (client, screen):
        await up(client, screen)
        server.pings = False
        await screen.until(lambda: any(link.reason == "silent" for link in screen.links))
        server.pings = True
        await up(client, screen, 2)


async def test_an_unreadable_frame_costs_the_connection_and_nothing_else() -> None:
    async with FeedServer() as server:
        await server.change(alarm(1))
        async with running(server) as (client, screen):
            await screen.until(lambda: len(client.board) == 1)
            for socket in list(server.sockets):
                await socket.send('{"type":"changes","number":"x"}')
            await up(client, screen, 2)
            await server.change(alarm(2))
            await screen.until(lambda: len(client.board) == 2)


async def test_receipts_sent_just_before_a_break_are_said_again() -> None:
    async with FeedServer(ping_s=60) as server, running(server) as (client, screen):
        await up(client, screen)
        await server.raise_alarm(alarm(1), 11)
        await server.until(lambda: server.painted == [11])
        await server.drop()
        await server.until(lambda: server.painted == [11, 11])


async def test_a_flood_of_receipts_goes_in_few_frames() -> None:
    async with FeedServer() as server, running(server) as (client, screen):
        await up(client, screen)
        for number in range(1, 301):
            await server.raise_alarm(msgspec.structs.replace(alarm(1), presses=number), number)
        await server.until(lambda: len(set(server.painted)) == 300)
        assert sorted(set(server.painted)) == list(range(1, 301))
        assert server.painted_frames < 100
