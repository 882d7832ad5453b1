"""Commands of people: carried out once however often they are sent, answered when durable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from alarmd.domain.commands import Command, LeaseExpired, Tie
from alarmd.domain.incident import Incident, State
from alarmd.domain.ports import Clock, Ledger, LedgerUnavailable, Notice, Units
from alarmd.domain.signal import Flag, Kind, Lane, Signal
from alarmd.services.desk_reply import DeskCode, DeskReply, incident_in
from alarmd.services.lanes import Lanes, Order
from alarmd.services.memory import Memory
from alarmd.services.overdue import Overdue
from alarmd.telemetry import Telemetry

Guard = Callable[[Incident], bool]


class Desk:
    """Where operators, responders and the clock hand in commands.

    Replies never raise: the code says what happened. UNAVAILABLE means that nothing was stored within 5 s and that
    the command will not be carried out later; it may be sent again with the same id.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        memory: Memory,
        lanes: Lanes,
        overdue: Overdue,
        units: Units,
        clock: Clock,
        new_id: Callable[[datetime], int],
        telemetry: Telemetry,
    ) -> None:
        self._ledger = ledger
        self._memory = memory
        self._lanes = lanes
        self._overdue = overdue
        self._units = units
        self._clock = clock
        self._new_id = new_id
        self._telemetry = telemetry
        self._pending: dict[str, Order] = {}

    async def execute(self, command_id: str, command: Command) -> DeskReply:
        """Carry a command out; `command_id` is unique for ever, a repeat gets the same reply."""
        return await self._once(Order(command_id, command, self._clock.monotonic()), type(command).__name__)

    async def tie(self, command_id: str, actor: str, incident_id: int, subscriber_id: int) -> DeskReply:
        """Tie an unknown sender's incident to a person; SUBJECT_TAKEN names the one that person has open already."""
        return await self.execute(command_id, Tie(incident_id, actor, subscriber_id))

    async def open_by_hand(
        self,
        command_id: str,
        actor: str,
        tenant_id: int,
        *,
        subscriber_id: int | None = None,
        unit_id: int | None = None,
        text: str = "",
    ) -> DeskReply:
        """Open a life-safety incident for a person or a unit and claim it for the operator.

        When one is open already, the call is noted there as one more signal; it is claimed if nobody has it.
        """
        unit = self._units.get(unit_id) if unit_id is not None else None
        if subscriber_id is None and unit is None:
            return DeskReply(False, DeskCode.UNKNOWN_SUBJECT)
        now = self._clock.now()
        signal = Signal(
            id=self._new_id(now),
            door="desk",
            source=actor,
            address=unit.address if unit is not None else "",
            tenant_id=tenant_id,
            unit_id=unit.id if unit is not None else None,
            subscriber_id=subscriber_id if unit is None else unit.subscriber_id,
            lane=Lane.LIFE_SAFETY,
            kind=Kind.ASSISTANCE,
            message_key=f"hand:{command_id}",
            label_sv="Öppnat för hand",
            label_en="Opened by hand",
            detail={"text": text} if text else {},
            flags=frozenset({Flag.BY_HAND}),
            received_at=now,
            received_s=self._clock.monotonic(),
        )
        order = Order(command_id, None, self._clock.monotonic(), actor=actor, signal=signal)
        return await self._once(order, "OpenByHand")

    def release_owner(self, operator: str, reason: str) -> int:
        """Give back what an operator had claimed (its console is absent 10 s) and return how many that were.

        What is dispatched or further has its own deadline running and stays.
        """
        held = [i for i in self._memory.open.values() if i.owner == operator and i.state is State.CLAIMED]
        for incident in held:
            self.by_clock(
                LeaseExpired(incident.id, "alarmd", reason),
                lambda now: now.owner == operator and now.state is State.CLAIMED,
            )
        return len(held)

    def by_clock(self, command: Command, guard: Guard, notices: Sequence[Notice] = ()) -> asyncio.Future[DeskReply]:
        """Queue a command of the clock: it is dropped when `guard` no longer holds at its turn, and never given up."""
        order = Order("", command, self._clock.monotonic(), guard=guard, notices=notices)
        future: asyncio.Future[DeskReply] = asyncio.get_running_loop().create_future()
        order.futures.append(future)
        self._lanes.put_order(order)
        return future

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _once(self, order: Order, name: str) -> DeskReply:
        reply = await self._reply(order)
        if reply.code is DeskCode.ALREADY_CLAIMED and reply.who == order.actor:
            reply = DeskReply(True, DeskCode.OK, reply.incident)
        self._telemetry.commands.labels(name, reply.code).inc()
        return reply

    async def _reply(self, order: Order) -> DeskReply:
        command_id = order.command_id
        future: asyncio.Future[DeskReply] = asyncio.get_running_loop().create_future()
        first = self._pending.get(command_id)
        if first is not None:
            first.futures.append(future)
            self._overdue.follow(first, future, self._clock.monotonic())
            return await future
        stored = self._memory.results.get(command_id)
        if stored is not None:
            return self._as_before(stored)
        if self._lanes.closed:
            return DeskReply(False, DeskCode.UNAVAILABLE)
        order.futures.append(future)
        self._pending[command_id] = order
        try:
            await self._hand_in(order, future)
            return await future
        finally:
            self._pending.pop(command_id, None)
            _answer_repeats(order, future)

    async def _hand_in(self, order: Order, future: asyncio.Future[DeskReply]) -> None:
        try:
            stored = await self._ledger.command_result(order.command_id)
        except LedgerUnavailable:
            future.set_result(DeskReply(False, DeskCode.UNAVAILABLE))
            return
        if stored is not None:
            future.set_result(self._as_before(stored))
        elif self._lanes.put_order(order):
            self._overdue.follow(order, future, self._clock.monotonic())
        else:
            future.set_result(DeskReply(False, DeskCode.BUSY))

    def _as_before(self, stored: str) -> DeskReply:
        incident_id = incident_in(stored)
        return DeskReply(True, DeskCode.OK, self._memory.get(incident_id) if incident_id is not None else None)


def _answer_repeats(order: Order, future: asyncio.Future[DeskReply]) -> None:
    """Whoever repeated the command while it was on its way gets its reply."""
    if future.done() and not future.cancelled():
        for other in order.futures[1:]:
            if not other.done():
                other.set_result(future.result())
