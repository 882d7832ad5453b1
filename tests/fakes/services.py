"""The centre's services joined on a fake ledger and a clock moved by hand, as bootstrap joins them on real ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count

from alarmd.config import Lanes as Sizes
from alarmd.domain.ids import IdMaker
from alarmd.domain.policy import Policy, same_for_all
from alarmd.domain.ports import Notice, Receipt
from alarmd.domain.signal import Signal
from alarmd.services.commit_loop import CommitLoop
from alarmd.services.decide import Decider
from alarmd.services.desk import Desk
from alarmd.services.duty import Duty, Holder, LeaseStore
from alarmd.services.escalate import Escalate
from alarmd.services.intake import LocalIntake
from alarmd.services.lanes import Lanes
from alarmd.services.memory import Memory
from alarmd.services.overdue import Overdue
from alarmd.services.publication import Publication
from alarmd.services.register import OnCall
from alarmd.services.stamps import Stamps
from alarmd.services.unit_index import UnitIndex
from alarmd.telemetry import Telemetry
from tests.fakes.clock import ManualClock
from tests.fakes.ledger import FakeLedger
from tests.fakes.loop import settle
from tests.fakes.signals import unit

_SEQUENCES = count(0, 500)
"""A clock that stands still would let a centre that is started again repeat the ids of the one before."""


class FakePublisher:
    """Keeps what consoles would be told."""

    def __init__(self) -> None:
        self.publications: list[Publication] = []
        self.shown: list[tuple[Signal, ...]] = []

    def publish(self, publication: Publication) -> None:
        self.publications.append(publication)

    def volatile(self, signals: tuple[Signal, ...]) -> None:
        self.shown.append(signals)

    @property
    def notices(self) -> list[Notice]:
        return [notice for publication in self.publications for notice in publication.notices]


class Centre:
    """Everything between the doors and the feed."""

    def __init__(
        self,
        *,
        clock: ManualClock | None = None,
        ledger: FakeLedger | None = None,
        sizes: Sizes | None = None,
        policy: Policy | None = None,
        lease: LeaseStore | None = None,
        node: int = 0,
    ) -> None:
        self.clock = clock or ManualClock()
        self.ledger = ledger or FakeLedger(self.clock)
        self.telemetry = Telemetry()
        self.publisher = FakePublisher()
        self.memory = Memory()
        self.lanes = Lanes(sizes)
        self.stamps = Stamps()
        self.units = UnitIndex(unit(n) for n in range(1, 6))
        self.on_call: dict[int, list[OnCall]] = {}
        self.roster: Callable[[int, datetime], Awaitable[Sequence[OnCall]]] = self._roster
        new_id, tokens = IdMaker(node, first=next(_SEQUENCES)), count(1)
        self.duty = Duty(self.clock, self.telemetry, lease, Holder(f"run-{node}", node))
        policy_of = same_for_all(policy or Policy())
        self.overdue = Overdue(
            clock=self.clock,
            lanes=self.lanes,
            memory=self.memory,
            stamps=self.stamps,
            publisher=self.publisher,
            telemetry=self.telemetry,
        )
        self.decider = Decider(
            memory=self.memory, units=self.units, policy_of=policy_of, new_id=new_id, telemetry=self.telemetry
        )
        self.commits = CommitLoop(
            ledger=self.ledger,
            memory=self.memory,
            lanes=self.lanes,
            decider=self.decider,
            overdue=self.overdue,
            stamps=self.stamps,
            publisher=self.publisher,
            clock=self.clock,
            telemetry=self.telemetry,
        )
        self.intake = LocalIntake(
            lanes=self.lanes,
            memory=self.memory,
            overdue=self.overdue,
            stamps=self.stamps,
            clock=self.clock,
            telemetry=self.telemetry,
        )
        self.desk = Desk(
            ledger=self.ledger,
            memory=self.memory,
            lanes=self.lanes,
            overdue=self.overdue,
            units=self.units,
            clock=self.clock,
            new_id=new_id,
            telemetry=self.telemetry,
        )
        self.escalate = Escalate(
            memory=self.memory,
            desk=self.desk,
            duty=self.duty,
            roster=lambda tenant_id, at: self.roster(tenant_id, at),
            told=self._told,
            policy_of=policy_of,
            clock=self.clock,
            new_id=new_id,
            new_token=lambda: f"token-{next(tokens)}",
        )
        self.tasks: list[asyncio.Task[None]] = []

    async def _roster(self, tenant_id: int, at: datetime) -> Sequence[OnCall]:
        return self.on_call.get(tenant_id, [])

    async def _told(self, incident_id: int) -> Sequence[int]:
        """As the store reads it from the timeline."""
        lines = [entry for entry in self.ledger.entries if entry.incident_id == incident_id]
        whats = [entry.what for entry in lines]
        begin = len(whats) - whats[::-1].index("dispatched")
        steps = [entry for entry in lines[begin:] if entry.what == "step"]
        return [int(entry.detail["responder"].partition(":")[2]) for entry in steps]

    async def load(self) -> None:
        """What bootstrap does at start."""
        changes = await self.ledger.changes_since(-1)
        recent = await self.ledger.recent_signals(datetime.min.replace(tzinfo=self.clock.now().tzinfo))
        self.memory.load(changes, recent, self.clock.now(), self.clock.monotonic())

    def start(self, *, overdue: bool = True) -> None:
        """Run the loops; without `overdue` a test may let days pass quickly."""
        loops = [self.commits.run, self.escalate.run] + ([self.overdue.run] if overdue else [])
        for loop in loops:
            self.tasks.append(asyncio.get_running_loop().create_task(loop()))

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def take(self, *signals: Signal) -> Receipt:
        """One message, to its receipt."""
        future = self.intake.submit(signals)
        await settle()
        return await future

    def counted(self, name: str, /, **labels: str) -> float:
        """The value of a metric."""
        return self.telemetry.registry.get_sample_value(name, labels) or 0.0


@asynccontextmanager
async def running(
    *,
    clock: ManualClock | None = None,
    ledger: FakeLedger | None = None,
    sizes: Sizes | None = None,
    policy: Policy | None = None,
    overdue: bool = True,
) -> AsyncIterator[Centre]:
    """A centre whose loops run; everything is stopped afterwards."""
    centre = Centre(clock=clock, ledger=ledger, sizes=sizes, policy=policy)
    await centre.load()
    centre.start(overdue=overdue)
    try:
        yield centre
    finally:
        centre.ledger.gate.set()
        await centre.stop()
