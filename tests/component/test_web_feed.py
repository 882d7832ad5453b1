"""The console feed over a real uvicorn with the `websockets` client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
from websockets.asyncio.client import ClientConnection, connect

from alarmd.domain.signal import Kind
from alarmd.system_clock import SystemClock
from alarmd.web.apps import internal_app
from alarmd.web.feed import feed_route
from protocols.console_feed.codec import decode_from_daemon, encode
from protocols.console_feed.messages import (
    Changes,
    Command,
    Fetch,
    FromConsole,
    FromDaemon,
    Goodbye,
    Hello,
    Painted,
    Ping,
    Pong,
    Reply,
    SnapshotPart,
    VolatileRows,
    Welcome,
)
from tests.fakes.loop import until
from tests.fakes.web_parts import TOKEN, WebParts, incident, signal, web_parts
from tests.fakes.web_server import serving

pytestmark = pytest.mark.slow
M = TypeVar("M")


class Wire:
    """A console's end of the wire."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, *messages: FromConsole) -> None:
        for message in messages:
            await self.socket.send(encode(message), text=True)

    async def hear(self, kind: type[M], **like: Any) -> M:
        """The next message of that kind with those fields."""
        async with asyncio.timeout(3):
            while True:
                message = await self.next()
                if isinstance(message, kind) and all(getattr(message, k) == v for k, v in like.items()):
                    return message

    async def next(self) -> FromDaemon:
        return decode_from_daemon(await self.socket.recv())

    async def ask(self, message: Command | Fetch) -> Reply:
        await self.say(message)
        return await self.hear(Reply, id=message.id)


@asynccontextmanager
async def feed() -> AsyncIterator[tuple[WebParts, str]]:
    async with web_parts(SystemClock()) as parts, serving(internal_app([feed_route(parts.feed_parts())], "1")) as at:
        yield parts, f"ws://127.0.0.1:{at.port}/feed"


@asynccontextmanager
async def console(url: str, **hello: Any) -> AsyncIterator[Wire]:
    async with connect(url, ping_interval=None) as socket:
        wire = Wire(socket)
        await wire.say(Hello(**{"token": TOKEN, **hello}))
        yield wire


async def test_hello_snapshot_changes_receipts_and_commands() -> None:
    async with feed() as (parts, url):
        parts.desk.keep(incident(1))
        async with console(url) as wire:
            first = [await wire.next() for _ in range(2)]
            assert isinstance(first[0], Welcome)
            assert (first[0].operator_name, first[0].snapshot) == ("Karin Holm", True)
            assert "restored" not in first[0].outcomes
            assert "false_alarm" in first[0].outcomes
            assert isinstance(first[1], SnapshotPart)
            assert [row.id for row in first[1].rows] == [1]
            ping = await wire.hear(Ping)
            assert (ping.units, ping.silent, ping.waiting) == (12, 2, 1)
            await wire.say(Pong(at_ms=ping.at_ms))

            pressed = signal(77, received_s=parts.clock.monotonic())
            parts.desk.keep(incident(2), pressed)
            changes = await wire.hear(Changes)
            assert (changes.previous, changes.number, changes.signals) == (1, 2, [(77, 2)])
            await wire.say(Painted(signals=[77]))
            await until(lambda: parts.painted)
            assert parts.painted[0][0] == 77
            assert 0 < parts.relay.receipts.last_minute_ms()[0] < 1000

            reply = await wire.ask(Command(id="c1", name="claim", incident=2))
            assert (reply.ok, reply.result) == (True, {"incident": 2})
            again = await wire.ask(Command(id="c1", name="claim", incident=2))
            assert again == reply
            assert len(parts.desk.commands) == 1
        await until(lambda: not parts.presence.is_here("operator:7"))
        assert parts.relay.seats == set()


async def test_refusals_are_sentences_in_the_consoles_language() -> None:
    async with feed() as (parts, url):
        parts.desk.keep(incident(1))
        async with console(url) as wire, console(url, language="en") as english:
            illegal = Command(id="c1", name="arrive", incident=1)
            reply = await wire.ask(illegal)
            assert (reply.ok, reply.code) == (False, "illegal")
            assert reply.error == "Det går inte i ärendets nuvarande läge."
            reply = await english.ask(illegal)
            assert reply.error == "Not possible in the incident's present state."
            assert (await wire.ask(Command(id="c2", name="note", incident=1))).code == "text_missing"
            assert (await wire.ask(Command(id="c3", name="sing", incident=1))).code == "unknown_command"
            assert (await wire.ask(Command(id="c4", name="open"))).code == "bad_arguments"
            opened = await wire.ask(Command(id="c5", name="open", args={"subscriber_id": 4, "text": "ringde"}))
            assert opened.result == {"incident": 900}
            parts.desk.fails = RuntimeError("a bug")
            assert (await wire.ask(Command(id="c6", name="claim", incident=1))).code == "failed"
            assert (await wire.ask(Fetch(id="f0", what="nothing"))).code == "unknown_question"


async def test_questions_and_the_journal_of_openings() -> None:
    async with feed() as (parts, url):
        parts.desk.keep(incident(5, owner="operator:7"))
        async with console(url) as wire:
            card = (await wire.ask(Fetch(id="f1", what="card", args={"incident": 5}))).result
            assert card["persons"][0]["name"] == "Elsa Prov"
            assert (card["row"]["owner_name"], card["supervision"]) == ("Karin Holm", "lost")
            assert card["timeline"][0]["actor_name"] == "Karin Holm"
            await wire.ask(Fetch(id="f2", what="card", args={"incident": 5, "refresh": True}))
            assert parts.register.openings == [(5, "operator:7", "card")]
            assert (await wire.ask(Fetch(id="f3", what="card", args={"incident": 6}))).code == "not_found"
            assert (await wire.ask(Fetch(id="f4", what="person", args={"subscriber": 3}))).result["id"] == 3
            assert parts.register.openings[-1] == (0, "operator:7", "person:3")
            assert (await wire.ask(Fetch(id="f5", what="search", args={"text": "Elsa"}))).result[0]["id"] == 1
            assert (await wire.ask(Fetch(id="f6", what="unit", args={"unit": 9}))).result["supervision"] == "late"
            page = (await wire.ask(Fetch(id="f7", what="units", args={"page": 1, "size": 5}))).result
            assert [line["id"] for line in page["units"]] == [4, 6, 7, 8, 10]
            parts.register.down = True
            shown = await wire.ask(Fetch(id="f8", what="card", args={"incident": 5}))
            assert shown.ok


async def test_a_resumed_console_gets_changes_and_no_snapshot() -> None:
    async with feed() as (parts, url):
        parts.desk.keep(incident(1))
        async with console(url) as wire:
            await wire.hear(SnapshotPart)
        parts.desk.keep(incident(2))
        async with console(url, epoch="e1", last_number=1) as wire:
            assert not (await wire.hear(Welcome)).snapshot
            changes = await wire.next()
            assert isinstance(changes, Changes)
            assert [row.id for row in changes.rows] == [2]


async def test_volatile_rows_reach_everybody() -> None:
    async with feed() as (parts, url), console(url) as wire:
        await wire.hear(SnapshotPart)
        parts.relay.volatile((signal(3, kind=Kind.FIRE),))
        assert (await wire.hear(VolatileRows)).rows[0].kind == "fire"
        parts.relay.volatile(())
        assert (await wire.hear(VolatileRows)).rows == []


@pytest.mark.parametrize(
    ("hello", "reason"),
    [({"token": "wrong"}, "unauthorized"), ({"version": 99}, "version"), ({"token": ""}, "unauthorized")],
)
async def test_who_may_not_come_in_is_told_why(hello: dict[str, Any], reason: str) -> None:
    async with feed() as (parts, url), console(url, **hello) as wire:
        goodbye = await wire.hear(Goodbye)
        assert goodbye.reason == reason
        assert goodbye.text
        await wire.socket.wait_closed()
        assert parts.relay.seats == set()


async def test_garbage_ends_the_conversation_politely() -> None:
    async with feed() as (_, url):
        for first in (True, False):
            async with connect(url) as socket:
                wire = Wire(socket)
                if not first:
                    await wire.say(Hello(token=TOKEN))
                await socket.send("{not json")
                assert (await wire.hear(Goodbye)).reason == "protocol"
                await socket.wait_closed()


async def test_stopping_says_goodbye_to_all() -> None:
    async with feed() as (parts, url), console(url) as wire:
        await wire.hear(Ping)
        parts.relay.dismiss_all("stopping", "Larmmottagningen startar om.")
        assert (await wire.hear(Goodbye)).reason == "stopping"
        await wire.socket.wait_closed()
        assert wire.socket.close_code == 1001


async def test_a_stranger_is_asked_to_come_back_while_the_store_is_away() -> None:
    async with feed() as (parts, url):
        async with console(url) as wire:
            await wire.hear(Ping)
        parts.register.down = True
        async with console(url) as wire:
            assert (await wire.hear(Welcome)).operator == "operator:7"
        async with console(url, token="never seen") as wire:
            goodbye = await wire.hear(Goodbye)
            assert (goodbye.reason, goodbye.text) == ("stopping", "Databasen svarar inte just nu. Försök igen strax.")
