"""A daemon's feed in miniature, scripted by tests: real sockets, the real messages, no store behind it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from protocols.console_feed.codec import decode_from_console, encode
from protocols.console_feed.messages import (
    Calls,
    Changes,
    Command,
    Fetch,
    FromDaemon,
    Goodbye,
    Hello,
    Painted,
    Ping,
    Reply,
    Row,
    SnapshotPart,
    TimelineLine,
    UnitPage,
    VolatileRows,
    Welcome,
)
from tests.fakes import feed_people as people

OUTCOMES = [
    "helped_on_site",
    "helped_by_voice",
    "emergency_services",
    "relative_helped",
    "false_alarm",
    "test_by_person",
    "no_answer_checked",
    "technical_resolved",
    "restored",
    "other",
]
STATES = {"claim": "claimed", "hand_back": "waiting", "dispatch": "dispatched", "accept": "accepted"}
STATES |= {"arrive": "on_site", "close": "closed"}
LINES = {"claim": "claimed", "note": "note", "dispatch": "dispatched", "close": "closed", "hand_back": "handed_back"}
LINES |= {
    "called": "called",
    "untie": "untied",
    "take_over": "taken_over",
    "accept": "accepted",
    "arrive": "on_site",
    "tie": "tied",
    "open": "opened",
}


class FeedServer:
    """Use as an async context manager; `url` is set inside."""

    def __init__(self, *, now_ms: Callable[[], int] = lambda: people.NOON, ping_s: float = 0.05) -> None:
        self.now_ms = now_ms
        self.ping_s = ping_s
        self.token = "t"
        self.epoch = "e1"
        self.number = 0
        self.rows: dict[int, tuple[int, Row]] = {}
        self.lines: dict[int, list[TimelineLine]] = {}
        self.volatile: list[Row] = []
        self.part_rows = 2
        self.operator = ("operator:7", "Karin Holm")
        self.hellos: list[Hello] = []
        self.painted: list[int] = []
        self.painted_frames = 0
        self.commands: list[Command] = []
        self.fetches: list[Fetch] = []
        self.replies: dict[str, Reply] = {}
        self.swallow_replies = 0
        self.answers_fetches = True
        self.pings = True
        self.units = people.unit_lines(30, people.NOON)
        self.calls = Calls()
        self.sockets: set[ServerConnection] = set()
        self.heard = asyncio.Event()
        self.url = ""
        self.port = 0
        self._server: Server | None = None
        self._next = 5000

    async def __aenter__(self) -> FeedServer:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        self._server = await serve(self._serve, "127.0.0.1", self.port, ping_interval=None, compression=None)
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}/feed"

    async def stop(self) -> None:
        """The daemon is gone: nothing listens on its port."""
        if self._server is not None:
            self._server.close(close_connections=True)
            await self._server.wait_closed()
            self._server = None

    # ---- the script's verbs ----

    async def raise_alarm(self, row: Row, *signals: int, label: str = "") -> None:
        """A signal opened or joined this incident."""
        line = TimelineLine(at_ms=row.last_ms, what="signal", kind=row.kind, label_sv=label or row.label_sv)
        self.lines.setdefault(row.id, []).append(line)
        await self.change(row, signals=list(signals or (row.id * 10 + row.presses,)))

    async def change(self, *rows: Row, signals: list[int] | None = None, skip: int = 0) -> None:
        """Commit rows and tell every console; `skip` leaves a gap before it."""
        self.number += skip
        previous = self.number
        self.number += 1
        for row in rows:
            self.rows[row.id] = (self.number, row)
        pairs = [(signal, rows[0].id) for signal in signals or []]
        await self.tell(Changes(previous=previous, number=self.number, rows=list(rows), signals=pairs))

    def tick(self, unit_id: int, result: str, by: str) -> None:
        """Somebody called the household of this unit."""
        done = {"result": "" if result == "undone" else result, "called_ms": self.now_ms(), "called_by": by}
        lines = [msgspec.structs.replace(at, **done) if at.unit_id == unit_id else at for at in self.calls.lines]
        called = sum(bool(line.result) for line in lines)
        self.calls = msgspec.structs.replace(self.calls, lines=lines, called=called)

    async def set_volatile(self, *rows: Row) -> None:
        self.volatile = list(rows)
        await self.tell(VolatileRows(rows=list(rows)))

    async def tell(self, message: FromDaemon) -> None:
        for socket in list(self.sockets):
            with contextlib.suppress(ConnectionClosed):
                await socket.send(encode(message), text=True)

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for socket in list(self.sockets):
            socket.transport.abort()
        await self.until(lambda: not self.sockets)

    async def goodbye(self, reason: str) -> None:
        await self.tell(Goodbye(reason=reason))
        for socket in list(self.sockets):
            await socket.close()

    async def until(self, condition: Callable[[], Any], seconds: float = 8.0) -> None:
        """Wait until something holds on this side."""
        async with asyncio.timeout(seconds):
            while not condition():
                self.heard.clear()
                await self.heard.wait()

    def open_rows(self) -> dict[int, Row]:
        return {row.id: row for _, row in self.rows.values() if row.state != "closed"}

    # ---- the daemon's side ----

    async def _serve(self, socket: ServerConnection) -> None:
        pinger: asyncio.Task[None] | None = None
        try:
            async for frame in socket:
                message = decode_from_console(frame)
                if isinstance(message, Hello):
                    self.hellos.append(message)
                    if not await self._welcome(socket, message):
                        return
                    self.sockets.add(socket)
                    pinger = asyncio.create_task(self._ping(socket))
                elif isinstance(message, Painted):
                    self.painted += message.signals
                    self.painted_frames += 1
                elif isinstance(message, Command):
                    await self._command(socket, message)
                elif isinstance(message, Fetch):
                    self.fetches.append(message)
                    if self.answers_fetches:
                        await socket.send(encode(self._fetch(message)), text=True)
                self.heard.set()
        except ConnectionClosed:
            pass
        finally:
            self.sockets.discard(socket)
            self.heard.set()
            if pinger is not None:
                pinger.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await pinger

    async def _welcome(self, socket: ServerConnection, hello: Hello) -> bool:
        if hello.token != self.token:
            await socket.send(encode(Goodbye(reason="unauthorized", text="Sessionen har gått ut.")), text=True)
            return False
        resume = hello.epoch == self.epoch and 0 <= hello.last_number <= self.number
        await socket.send(
            encode(
                Welcome(
                    epoch=self.epoch,
                    number=self.number,
                    operator=self.operator[0],
                    operator_name=self.operator[1],
                    snapshot=not resume,
                    outcomes=OUTCOMES,
                    now_ms=self.now_ms(),
                )
            ),
            text=True,
        )
        if resume:
            rows = [row for number, row in self.rows.values() if number > hello.last_number]
            if rows:
                await socket.send(encode(Changes(previous=hello.last_number, number=self.number, rows=rows)), text=True)
        else:
            rows = list(self.open_rows().values())
            pieces = [rows[i : i + self.part_rows] for i in range(0, len(rows), self.part_rows)] or [[]]
            for index, piece in enumerate(pieces):
                part = SnapshotPart(number=self.number, part=index, parts=len(pieces), rows=piece)
                await socket.send(encode(part), text=True)
        if self.volatile:
            await socket.send(encode(VolatileRows(rows=self.volatile)), text=True)
        return True

    async def _ping(self, socket: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                if self.pings:
                    await socket.send(encode(self._ping_frame()), text=True)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(socket.wait_closed(), self.ping_s)
                    return

    def _ping_frame(self) -> Ping:
        silent = sum(line.supervision == "lost" for line in self.units)
        return Ping(
            at_ms=self.now_ms(),
            number=self.number,
            shown_p50_ms=12.4,
            shown_p99_ms=38.2,
            units=203,
            silent=silent,
            waiting=sum(row.state == "waiting" for row in self.open_rows().values()),
        )

    async def _command(self, socket: ServerConnection, command: Command) -> None:
        self.commands.append(command)
        reply = self.replies.get(command.id)
        if reply is None:
            reply = await self._act(command)
            self.replies[command.id] = reply
        if self.swallow_replies:
            self.swallow_replies -= 1
            return
        await socket.send(encode(reply), text=True)

    async def _act(self, command: Command) -> Reply:
        incident, args, now = command.incident, command.args, self.now_ms()
        result: Any = None
        if command.name == "open":
            self._next += 1
            incident = self._next
            result = {"incident": incident}
            row = people.alarm(incident, at_ms=now, flags=["by_hand"], kind="assistance", state="claimed")
            row = msgspec.structs.replace(row, owner=self.operator[0], owner_name=self.operator[1], presses=0)
        elif incident not in self.open_rows():
            return Reply(id=command.id, ok=False, code="closed", error="Ärendet är redan avslutat. Välj ett annat.")
        else:
            row = self.rows[incident][1]
            if command.name == "claim" and row.owner:
                sentence = f"{row.owner_name} hann före. Välj ett annat ärende eller ta över med t."
                return Reply(id=command.id, ok=False, code="taken", error=sentence)
        changes: dict[str, Any] = {"state": STATES.get(command.name, row.state)}
        if command.name in ("claim", "take_over"):
            changes |= {"owner": self.operator[0], "owner_name": self.operator[1], "returned": False}
            changes |= {"deadline_ms": now + 120_000}
        elif command.name == "hand_back":
            changes |= {"owner": "", "owner_name": "", "returned": True, "waiting_since_ms": now}
        elif command.name == "accept":
            changes["responder"] = args.get("responder", "")
        elif command.name == "called":
            self.tick(args["unit_id"], args["result"], self.operator[1])
        elif command.name == "close":
            changes["outcome"] = args["outcome"]
        if command.name != "renew":
            who, name = self.operator
            line = TimelineLine(at_ms=now, what=LINES[command.name], actor=who, actor_name=name)
            detail = {key: str(args[key]) for key in ("reason", "outcome", "responder") if args.get(key)}
            line = msgspec.structs.replace(line, text=str(args.get("text", "")), detail=detail)
            self.lines.setdefault(incident, []).append(line)
        await self.change(msgspec.structs.replace(row, **changes))
        return Reply(id=command.id, ok=True, result=result)

    def _fetch(self, fetch: Fetch) -> Reply:
        args = fetch.args
        result: Any
        match fetch.what:
            case "card":
                found = self.rows.get(int(args["incident"]))
                if found is None:
                    return Reply(id=fetch.id, ok=False, code="unknown", error="Ärendet finns inte.")
                result = people.card(found[1], self.lines.get(found[1].id, []))
                if "outage" in found[1].flags:
                    result = msgspec.structs.replace(result, calls=self.calls)
            case "calls":
                result = self.calls
            case "search":
                text = str(args["text"]).casefold()
                result = [hit for hit in people.FOUND if text in f"{hit.name} {hit.unit} {hit.where}".casefold()]
            case "person":
                result = people.PEOPLE[int(args["subscriber"])]
            case "units":
                wanted = str(args.get("filter", "")).casefold()
                lines = [u for u in self.units if wanted in f"{u.unit} {u.tenant} {u.where}".casefold()]
                page, size = int(args["page"]), int(args["size"])
                silent = sum(u.supervision == "lost" for u in lines)
                chosen = lines[page * size : (page + 1) * size]
                result = UnitPage(total=len(lines), silent=silent, page=page, size=size, units=chosen)
            case _:
                return Reply(id=fetch.id, ok=False, code="unknown", error="Frågan är okänd.")
        return Reply(id=fetch.id, ok=True, result=msgspec.to_builtins(result))
