"""What the rooms hand to each other without knowing each other; bootstrap joins the two ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from alarmd.domain.incident import Incident
from alarmd.domain.signal import Signal
from alarmd.domain.tie import SenderTie
from alarmd.domain.timeline import TimelineEntry
from alarmd.domain.unit import AlarmUnit


class Doorbell(Protocol):
    """Wakes a loop that waits on the clock before its deadline (an `asyncio.Event` will do)."""

    def is_set(self) -> bool:
        """True when somebody rang."""

    def clear(self) -> None:
        """Make it ready to ring again."""

    async def wait(self) -> object:
        """Return when somebody rings."""


class Clock(Protocol):
    """Time is an argument: deadlines in memory run on `monotonic`, what is stored is `now`."""

    def now(self) -> datetime:
        """The wall clock, aware UTC."""

    def monotonic(self) -> float:
        """Seconds that only go forward, from an arbitrary start."""

    async def wait_until(self, deadline_s: float, doorbell: Doorbell | None = None) -> bool:
        """Return when `monotonic()` reaches `deadline_s` (False) or the doorbell rings (True)."""


class Verdict(StrEnum):
    """What became of a submitted message, as the door needs to know it to answer."""

    STORED = "stored"
    FOLDED = "folded"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The centre's word to the door.

    Attributes:
        verdict: STORED and FOLDED are durable and may be answered positively; BUSY (lane full) and UNAVAILABLE
            (no commit within 5 s, or stopping) must not be.
        incident_id: the incident the first signal opened or joined, None for information and tests.
        first_id: for FOLDED, the id of the signal it repeats.
        presses: life-safety presses on that incident so far.
    """

    verdict: Verdict
    incident_id: int | None = None
    first_id: int | None = None
    presses: int = 0

    @property
    def durable(self) -> bool:
        """True when a positive answer may leave (promise 1)."""
        return self.verdict in (Verdict.STORED, Verdict.FOLDED)


class Landing(Protocol):
    """A receipt to come: an `asyncio.Future[Receipt]`, which a door awaits or gives a callback."""

    def add_done_callback(self, fn: Callable[[Any], object], /) -> None:
        """Call `fn` with this landing once the receipt is there."""

    def result(self) -> Receipt:
        """The receipt."""

    def __await__(self) -> Generator[Any, None, Receipt]:
        """Wait for the receipt."""


class Intake(Protocol):
    """Stop 4. One message may carry several events: all its signals commit together or not at all."""

    def submit(self, signals: Sequence[Signal]) -> Landing:
        """Queue the signals of one message and answer when they are durable. Never raises for overload."""

    def answered(self, signal_id: int, at: datetime) -> None:
        """T3: the unit has our answer (and, over SCAIP, has answered our verdict): the retry span closes from here."""


class Contact(Protocol):
    """Supervision's ear: a sign of life, from memory, at stop 3."""

    def beat(self, unit_id: int) -> None:
        """The unit was heard now. Costs about a microsecond; unknown ids are ignored."""


class Units(Protocol):
    """The unit index in memory."""

    def __iter__(self) -> Iterator[AlarmUnit]:
        """All units; thousands, so nothing for the hot path."""

    def find(self, protocol: str, address: str) -> AlarmUnit | None:
        """The unit that calls itself `address`, or None."""

    def get(self, unit_id: int) -> AlarmUnit | None:
        """The unit with that id, or None."""


KeepWords = Callable[[int, Mapping[str, str | None]], Awaitable[None]]
"""Write words on a unit (by its id), None takes one away; durable when it returns, and then the index knows them.

Raises LedgerUnavailable when the store cannot commit now.
"""


class NoticeState(StrEnum):
    """Where a notice stands; `handed_over` never means delivered, only a delivery report says so."""

    PENDING = "pending"
    SENDING = "sending"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REJECTED = "rejected"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one person over one channel: an outbox row. Its text holds no name and no address.

    Attributes:
        target: the channel's URL name in configuration or the responder's own channel URL (a secret: never logged).
        link_token: the one-time link's token; only its hash is stored.
        expires_at: end of its escalation step; after it the notice is stale and never sent.
    """

    id: int
    incident_id: int
    tenant_id: int
    step: int
    responder_id: int
    target: str
    link_token: str
    created_at: datetime
    expires_at: datetime
    state: NoticeState = NoticeState.PENDING
    attempts: int = 0
    next_at: datetime | None = None
    result: str = ""


@dataclass(slots=True)
class Batch:
    """All that one unit of work writes; it commits whole or not at all.

    Attributes:
        signals: each with the incident it opened or joined (None for information and tests).
        incidents: every changed or new incident, whole, by id.
        opened: ids in `incidents` that are new. joined: ids that must still be
            open in the store, or the batch is stale.
        grown: those of `joined` whose lane, state and subject are as before, so that less has to be written.
        ties: unknown senders that were tied to a person or untied; each comes with its incident.
        command_ids: (command id, result JSON) pairs, so that a repeated command gets the same answer.
        based_on: the feed number the decisions were taken on; the store refuses (`LedgerStale`) if it
            has moved on.
    """

    at: datetime
    based_on: int
    signals: list[tuple[Signal, int | None]] = field(default_factory=list)
    incidents: dict[int, Incident] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    grown: set[int] = field(default_factory=set)
    entries: list[TimelineEntry] = field(default_factory=list)
    ties: list[SenderTie] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    command_ids: list[tuple[str, str]] = field(default_factory=list)
    folds: dict[int, int] = field(default_factory=dict)
    answered: dict[int, datetime] = field(default_factory=dict)
    painted: dict[int, datetime] = field(default_factory=dict)

    def is_empty(self) -> bool:
        """True when nothing needs a commit."""
        return not (
            self.signals or self.incidents or self.entries or self.notices or self.command_ids or self.folds
            or self.answered or self.painted
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Committed:
    """What the store says after a commit.

    Attributes:
        feed_no: the number every incident and signal of the batch carries in the feed; unchanged if none changed.
        durable_at: when the flush was over; the store keeps the time at which it began, as T2.
        commit_s: seconds from BEGIN to the return of COMMIT.
    """

    feed_no: int
    durable_at: datetime
    commit_s: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What another node wrote: enough to bring memory up to date before deciding again."""

    feed_no: int
    incidents: tuple[Incident, ...] = ()
    signals: tuple[tuple[Signal, int | None], ...] = ()
    ties: tuple[SenderTie, ...] = ()


class LedgerUnavailable(Exception):
    """The store cannot commit now (disk full, locked, gone). Nothing was written; ask again later."""


class LedgerStale(Exception):
    """Another writer was first: reload what changed since `based_on` and decide again."""


class LedgerRefused(Exception):
    """This batch cannot be stored as it is (a poison signal among it); smaller pieces may be."""


class Ledger(Protocol):
    """Stops 5–6 towards the store: the one writer, and what is read back at start and after a conflict."""

    async def commit(self, batch: Batch) -> Committed:
        """Write the batch in the writer's thread and flush it.

        Raises:
            LedgerUnavailable: nothing written, the store is away.
            LedgerStale: nothing written, another node was first.
            LedgerRefused: nothing written, a row in it is refused by the store.
        """

    async def changes_since(self, feed_no: int) -> Changes:
        """Incidents and signals that carry a higher feed number (all open ones when `feed_no` is -1)."""

    async def recent_signals(self, since: datetime) -> Sequence[tuple[Signal, int | None, datetime | None]]:
        """Signals received after `since` with their incident and T3, to rebuild the retry spans at start."""

    async def command_result(self, command_id: str) -> str | None:
        """The stored answer of a command that was carried out before, as JSON."""


class SendOutcome(StrEnum):
    """What a sender says: handed over, try again, or never."""

    SENT = "sent"
    RETRY = "retry"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class SendResult:
    """A sender's answer with its reason (never with a person or a channel's secret).

    Attributes:
        handle: what a delivery report will call the message, empty where none can come.
    """

    outcome: SendOutcome
    reason: str = ""
    handle: str = ""


class Sender(Protocol):
    """An outgoing channel."""

    async def send(self, target: str, title: str, body: str) -> SendResult:
        """Hand the text over to the channel that `target` names."""


class SmsGateway(Protocol):
    """A modem that sends text messages: implemented by a door, handed to notify by bootstrap."""

    async def send_text(self, number: str, text: str) -> SendResult:
        """Hand a text over to the network; RETRY while there is no modem."""

    def report_to(self, hear: Callable[[str, bool], None]) -> None:
        """Tell `hear` the handle of each message whose fate is known: True delivered, False given up."""


Report = Callable[[str, Mapping[str, str]], None]
"""Tell operations about something odd: a word and facts, which become a metric and, where due, a technical signal."""
