"""The four lanes and what waits in them: tests can never hold up life-safety (promise 5)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from alarmd.config import Lanes as Sizes
from alarmd.domain.commands import Command
from alarmd.domain.incident import Incident
from alarmd.domain.ports import Notice, Receipt
from alarmd.domain.signal import Lane, Signal
from alarmd.services.desk_reply import DeskReply

AT_MOST = {Lane.LIFE_SAFETY: 500, Lane.TECHNICAL: 200, Lane.INFORMATION: 100, Lane.TEST: 50}
"""Messages of each lane in one batch: every lane moves on with every commit, and a flood of tests puts at most
fifty rows before the life-safety signal that comes just after them."""

ORDERS_AT_MOST = 500
ORDERS_WAITING = 10_000

SHED_FROM = {Lane.INFORMATION: 0.4, Lane.TEST: 0.6, Lane.TECHNICAL: 0.8}
"""Overload: when all that waits fills this share of the life-safety lane, the lane turns new messages away."""

_ORDER = (Lane.LIFE_SAFETY, Lane.TECHNICAL, Lane.INFORMATION, Lane.TEST)


class Message:
    """The signals of one message on their way to the ledger.

    Attributes:
        futures: who waits for the receipt; the first is the sender itself, the others its retransmissions.
        receipt: what will be said once it is durable. settled: it was said.
        refusals: how often the store refused it when it stood alone.
    """

    __slots__ = ("futures", "key", "lane", "queued_s", "receipt", "refusals", "settled", "signals")

    def __init__(self, signals: Sequence[Signal], future: asyncio.Future[Receipt], queued_s: float) -> None:
        self.signals = signals
        self.key = signals[0].message_key
        self.lane = signals[0].lane if len(signals) == 1 else min((s.lane for s in signals), key=_ORDER.index)
        self.queued_s = queued_s
        self.futures = [future]
        self.receipt: Receipt | None = None
        self.refusals = 0
        self.settled = False


class Order:
    """A command on its way to the ledger.

    Attributes:
        command_id: "" when the clock commands; else a repeat with the same id gets the same reply.
        command: None with `signal`: an incident opened by hand, which `actor` claims.
        guard: the command is dropped when the incident no longer passes (it was about another moment).
        notices: go out with it.
        by_clock: nobody waits impatiently, and a transition the table does not know is a bug.
        abandoned: whoever gave it was told that it could not be stored; it is not carried out later.
    """

    __slots__ = (
        "abandoned", "actor", "by_clock", "command", "command_id", "futures", "guard", "notices", "queued_s", "reply",
        "settled", "signal",
    )  # fmt: skip

    def __init__(
        self,
        command_id: str,
        command: Command | None,
        queued_s: float,
        *,
        actor: str = "",
        signal: Signal | None = None,
        guard: Callable[[Incident], bool] | None = None,
        notices: Sequence[Notice] = (),
    ) -> None:
        self.command_id = command_id
        self.command = command
        self.queued_s = queued_s
        self.actor = command.actor if command is not None else actor
        self.signal = signal
        self.guard = guard
        self.notices = notices
        self.by_clock = not command_id
        self.futures: list[asyncio.Future[DeskReply]] = []
        self.reply: DeskReply | None = None
        self.abandoned = False
        self.settled = False


Item = Message | Order


class Lanes:
    """Bounded queues, and the rule by which the writer takes from them.

    Attributes:
        bell: rings when there is something to take.
        in_flight: messages that wait or are being written, by message key.
        closed: the daemon is stopping; intake and desk hand nothing in any more.
    """

    def __init__(self, sizes: Sizes | None = None) -> None:
        sizes = sizes or Sizes()
        self._size = {
            Lane.LIFE_SAFETY: sizes.life_safety,
            Lane.TECHNICAL: sizes.technical,
            Lane.INFORMATION: sizes.information,
            Lane.TEST: sizes.test,
        }
        self._queues: dict[Lane, deque[Message]] = {lane: deque() for lane in _ORDER}
        self._life = self._queues[Lane.LIFE_SAFETY]
        self._others = tuple((self._queues[lane], AT_MOST[lane]) for lane in _ORDER[1:])
        self._orders: deque[Order] = deque()
        self._waiting = 0
        self.in_flight: dict[str, Message] = {}
        self.bell = asyncio.Event()
        self.closed = False

    def put(self, message: Message) -> bool:
        """Queue a message; False when its lane is full or turned away by overload."""
        lane = message.lane
        queue = self._queues[lane]
        if len(queue) >= self._size[lane]:
            return False
        if lane is not Lane.LIFE_SAFETY and self._waiting >= SHED_FROM[lane] * self._size[Lane.LIFE_SAFETY]:
            return False
        queue.append(message)
        self._waiting += 1
        self.in_flight[message.key] = message
        self.bell.set()
        return True

    def put_back(self, message: Message) -> None:
        """Queue a message once more that the store has refused; it is never turned away."""
        self._queues[message.lane].append(message)
        self._waiting += 1
        self.bell.set()

    def put_order(self, order: Order) -> bool:
        """Queue a command; False when far too many wait (the clock's own are always taken)."""
        if len(self._orders) >= ORDERS_WAITING and not order.by_clock:
            return False
        self._orders.append(order)
        self.bell.set()
        return True

    def take(self) -> list[Item]:
        """The next batch: commands, then life-safety, then a bounded share of each other lane."""
        items: list[Item] = []
        orders, life = self._orders, self._life
        while orders and len(items) < ORDERS_AT_MOST:
            items.append(orders.popleft())
        taken = min(len(life), AT_MOST[Lane.LIFE_SAFETY])
        for _ in range(taken):
            items.append(life.popleft())
        for queue, at_most in self._others:
            count = min(len(queue), at_most)
            taken += count
            for _ in range(count):
                items.append(queue.popleft())
        self._waiting -= taken
        return items

    def left(self, message: Message) -> None:
        """The message is settled: a repetition is now judged by memory."""
        if self.in_flight.get(message.key) is message:
            del self.in_flight[message.key]

    def depth(self, lane: Lane) -> int:
        """Messages waiting in a lane."""
        return len(self._queues[lane])

    @property
    def is_empty(self) -> bool:
        """True when nothing waits."""
        return not self._waiting and not self._orders
