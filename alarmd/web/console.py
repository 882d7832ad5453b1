"""One console on the feed: hello, then changes out, and commands, questions and receipts in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Any

from litestar.connection import WebSocket
from litestar.exceptions import WebSocketDisconnect

from alarmd.domain.commands import Outcome, Tie
from alarmd.domain.ports import Clock, LedgerUnavailable
from alarmd.services.presence import ABSENT_S, Presence
from alarmd.services.register import Session
from alarmd.services.relay import Relay
from alarmd.services.rows import milliseconds
from alarmd.services.seat import Seat
from alarmd.services.texts import sentence
from alarmd.telemetry import Telemetry
from alarmd.web.board import UnitsBoard
from alarmd.web.health import Condition
from alarmd.web.orders import BadArguments, optional_number_of, text_of, to_command
from alarmd.web.ports import Desk, DeskReply
from alarmd.web.questions import Questions
from alarmd.web.sessions import Sessions
from protocols.console_feed.codec import decode_from_console
from protocols.console_feed.errors import BadFrame
from protocols.console_feed.messages import (
    VERSION,
    Command,
    Fetch,
    FromConsole,
    Hello,
    Painted,
    Ping,
    Reply,
    Welcome,
)

PING_S = 3.0
HELLO_S = 5.0
RECHECK_S = 9.0
"""Seconds between two looks at whether the session still lives."""

_FAREWELL_S = 2.0
_AT_ONCE = 16
_OUTCOMES = [outcome.value for outcome in Outcome if outcome is not Outcome.RESTORED]
_CLOSE_CODES = {"stopping": 1001, "slow": 1013, "unauthorized": 1008, "version": 1002, "protocol": 1002}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FeedParts:
    """Everything a console's connection works with."""

    clock: Clock
    telemetry: Telemetry
    relay: Relay
    desk: Desk
    sessions: Sessions
    presence: Presence
    questions: Questions
    board: UnitsBoard
    condition: Condition


class _Stuck(Exception):
    """The console reads nothing, not even our goodbye."""


class Console:
    """One connection after its hello was found good."""

    def __init__(self, parts: FeedParts, socket: WebSocket[Any, Any, Any], session: Session, hello: Hello) -> None:
        self._p = parts
        self._socket = socket
        self._session = session
        self._token = hello.token
        self._language = hello.language
        self._actor = f"operator:{session.operator_id}"
        self._seat = Seat(parts.relay, hello.epoch, hello.last_number)
        self._heard_s = parts.clock.monotonic()
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Serve the console until one side ends it. Never raises for what the console does."""
        self._p.presence.arrived(self._actor)
        self._p.telemetry.consoles.inc()
        self._seat.say(self._welcome())
        try:
            async with asyncio.TaskGroup() as group:
                own = [group.create_task(self._write()), group.create_task(self._beat())]
                try:
                    await self._read(group)
                finally:
                    for task in own:
                        task.cancel()
                    self._gone()
        except* _Stuck:
            log.info("a console of %s reads nothing: connection dropped", self._actor)

    def _gone(self) -> None:
        self._seat.leave()
        self._p.presence.left(self._actor, self._heard_s)
        self._p.telemetry.consoles.dec()

    def _welcome(self) -> Welcome:
        return Welcome(
            epoch=self._p.relay.epoch,
            number=self._p.relay.number,
            operator=self._actor,
            operator_name=self._session.name,
            snapshot=self._seat.snapshot_due,
            outcomes=_OUTCOMES,
            now_ms=milliseconds(self._p.clock.now()),
        )

    # ---- out -------------------------------------------------------------------------------------------------------

    async def _write(self) -> None:
        try:
            while frames := await self._seat.take():
                for frame in frames:
                    await self._socket.send_text(frame)
            await self._socket.close(_CLOSE_CODES.get(self._seat.farewell, 1000))
        except (WebSocketDisconnect, OSError):
            return

    async def _beat(self) -> None:
        clock = self._p.clock
        next_s = clock.monotonic()
        recheck_s = next_s + RECHECK_S
        while True:
            self._seat.say(self._ping())
            next_s += PING_S
            await clock.wait_until(next_s)
            if clock.monotonic() - self._heard_s > ABSENT_S:
                await self._dismiss("slow")
            if clock.monotonic() >= recheck_s:
                recheck_s = clock.monotonic() + RECHECK_S
                if not await self._still_welcome():
                    await self._dismiss("unauthorized")

    async def _dismiss(self, reason: str) -> None:
        self._seat.dismiss(reason, sentence(reason, self._language))
        await self._p.clock.wait_until(self._p.clock.monotonic() + _FAREWELL_S)
        raise _Stuck

    async def _still_welcome(self) -> bool:
        try:
            return await self._p.sessions.find(self._token) is not None
        except LedgerUnavailable:
            return True

    def _ping(self) -> Ping:
        p50, p99 = self._p.relay.receipts.last_minute_ms()
        units, silent = self._p.board.counts()
        return Ping(
            at_ms=milliseconds(self._p.clock.now()),
            number=self._p.relay.number,
            shown_p50_ms=p50,
            shown_p99_ms=p99,
            units=units,
            silent=silent,
            waiting=self._p.relay.waiting,
            degraded=self._p.condition.degraded_reasons(),
        )

    # ---- in --------------------------------------------------------------------------------------------------------

    async def _read(self, group: asyncio.TaskGroup) -> None:
        while True:
            try:
                message = decode_from_console(await self._socket.receive_text())
            except BadFrame:
                self._seat.dismiss("protocol", sentence("protocol", self._language))
                continue
            except (WebSocketDisconnect, OSError):
                return
            self._heard_s = self._p.clock.monotonic()
            await self._handle(message, group)

    async def _handle(self, message: FromConsole, group: asyncio.TaskGroup) -> None:
        if isinstance(message, Painted):
            self._p.relay.receipts.painted(message.signals)
        elif isinstance(message, Command):
            await self._start(group, message.id, self._command(message))
        elif isinstance(message, Fetch):
            await self._start(group, message.id, self._fetch(message))
        elif isinstance(message, Hello):
            self._seat.dismiss("protocol", sentence("protocol", self._language))

    async def _start(self, group: asyncio.TaskGroup, request_id: str, work: Coroutine[None, None, Reply]) -> None:
        await self._room.acquire()
        group.create_task(self._answer(request_id, work))

    async def _answer(self, request_id: str, work: Coroutine[None, None, Reply]) -> None:
        try:
            reply = await work
        except BadArguments as error:
            reply = self._refusal(request_id, error.code)
        except LedgerUnavailable:
            reply = self._refusal(request_id, "unavailable")
        except Exception:
            log.exception("a request of %s failed", self._actor)
            self._p.telemetry.invariants.labels("console_request").inc()
            reply = self._refusal(request_id, "failed")
        finally:
            self._room.release()
        self._seat.say(reply)

    async def _fetch(self, message: Fetch) -> Reply:
        result = await self._p.questions.answer(message, self._actor)
        if result is None:
            return self._refusal(message.id, "not_found")
        return Reply(id=message.id, ok=True, result=result)

    async def _command(self, message: Command) -> Reply:
        reply = await self._carry_out(message)
        if not reply.ok:
            return self._refusal(message.id, reply.code, reply.who)
        found = None if reply.incident is None else {"incident": reply.incident.id}
        return Reply(id=message.id, ok=True, result=found)

    async def _carry_out(self, message: Command) -> DeskReply:
        if message.name != "open":
            command = to_command(message, self._actor)
            if isinstance(command, Tie):
                command = replace(command, tenant_id=await self._p.questions.tenant_of(command.subscriber_id))
            return await self._p.desk.execute(message.id, command)
        subscriber_id = optional_number_of(message.args, "subscriber_id")
        unit_id = optional_number_of(message.args, "unit_id")
        if subscriber_id is None and unit_id is None:
            raise BadArguments("bad_arguments")
        return await self._p.desk.open_by_hand(
            message.id,
            self._actor,
            self._session.tenant_id,
            subscriber_id=subscriber_id,
            unit_id=unit_id,
            text=text_of(message.args, "text"),
        )

    def _refusal(self, request_id: str, code: str, who: str = "") -> Reply:
        name = self._p.relay.name(who) if who else ""
        return Reply(id=request_id, ok=False, code=code, error=sentence(code, self._language, name))


def is_spoken(hello: Hello) -> bool:
    """True when the console speaks this version of the feed."""
    return hello.version == VERSION
