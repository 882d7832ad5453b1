"""A centre for testing doors: an intake that a test can hold back, refuse or let pass, and everything it was told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from alarmd.domain.ports import Clock, LedgerUnavailable, Receipt, Verdict
from alarmd.domain.retry import judge
from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from alarmd.system_clock import SystemClock
from alarmd.telemetry import Telemetry
from devices.listener import Centre


class FakeIntake:
    """Stores at once unless told otherwise; folds equal message keys as the real one does, and counts them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.folds = 0
        self.submitted: list[list[Signal]] = []
        self.verdict = Verdict.STORED
        self.turned_away: list[Signal] = []
        self.held: list[tuple[asyncio.Future[Receipt], Receipt]] | None = None
        self.answered_ids: list[int] = []
        self.asked = asyncio.Event()
        self._first: dict[str, tuple[Signal, float | None]] = {}

    @property
    def signals(self) -> list[Signal]:
        """Everything that was stored, in order."""
        return [signal for message in self.submitted for signal in message]

    def hold(self) -> None:
        """Keep receipts back from now on."""
        self.held = []

    def release(self) -> None:
        """Give all receipts that were kept back."""
        held, self.held = self.held or [], None
        for future, receipt in held:
            if not future.done():
                future.set_result(receipt)

    def submit(self, signals: Sequence[Signal]) -> asyncio.Future[Receipt]:
        """Take a message; `asked` is set for who waits for one."""
        self.asked.set()
        future: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        receipt = self._receipt(signals)
        if self.held is not None:
            self.held.append((future, receipt))
        else:
            future.set_result(receipt)
        return future

    def _receipt(self, signals: Sequence[Signal]) -> Receipt:
        if self.verdict not in (Verdict.STORED, Verdict.FOLDED):
            self.turned_away.extend(signals)
            return Receipt(self.verdict)
        new = signals[0]
        before, answered_s = self._first.get(new.message_key, (None, None))
        if before is not None:
            span = new.retry
            if judge(span.seconds, span.from_answer, before.received_s, answered_s, new.received_s).folds:
                self.folds += 1
                return Receipt(Verdict.FOLDED, first_id=before.id)
        self._first[new.message_key] = new, None
        self.submitted.append(list(signals))
        return Receipt(Verdict.STORED, incident_id=1)

    def answered(self, signal_id: int, at: datetime) -> None:
        """T3."""
        self.answered_ids.append(signal_id)
        for key, (signal, _) in self._first.items():
            if signal.id == signal_id:
                self._first[key] = signal, self._clock.monotonic()


class FakeUnits:
    """Units by what they call themselves."""

    def __init__(self, units: Sequence[AlarmUnit] = ()) -> None:
        self.by_address = {(unit.protocol, unit.address): unit for unit in units}

    def __iter__(self) -> Iterator[AlarmUnit]:
        return iter(self.by_address.values())

    def find(self, protocol: str, address: str) -> AlarmUnit | None:
        """The unit of that address."""
        return self.by_address.get((protocol, address))

    def get(self, unit_id: int) -> AlarmUnit | None:
        """The unit of that id."""
        return next((unit for unit in self.by_address.values() if unit.id == unit_id), None)


class FakeWords:
    """Keeps words on units at once, unless the store is away."""

    def __init__(self, units: FakeUnits) -> None:
        self.units = units
        self.away = False

    async def keep(self, unit_id: int, words: Mapping[str, str | None]) -> None:
        """Write words on a unit."""
        if self.away:
            raise LedgerUnavailable("away")
        unit = self.units.get(unit_id)
        assert unit is not None
        kept = {name: word for name, word in {**unit.settings, **words}.items() if word is not None}
        self.units.by_address[unit.protocol, unit.address] = replace(unit, settings=kept)


class FakeContact:
    """Remembers who was heard."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def beat(self, unit_id: int) -> None:
        """A sign of life."""
        self.heard.append(unit_id)


class FakeTracer:
    """Remembers the trace."""

    def __init__(self) -> None:
        self.is_heard = True
        self.lines: list[tuple[str, str, str]] = []
        self.raws: list[bytes] = []

    def note(self, door: str, unit_address: str, direction: str, raw: bytes, decoded: str) -> None:
        """A line of the trace."""
        self.lines.append((unit_address, direction, decoded))
        self.raws.append(raw)


class SetClock(SystemClock):
    """The machine's clock, with a wall clock that a test may set."""

    def __init__(self, at: datetime | None = None) -> None:
        self.at = at

    def now(self) -> datetime:
        """The set time, else the real one."""
        return self.at or super().now()


class TestCentre:
    """All fakes of one centre, and the `Centre` that a door is given."""

    __test__ = False

    def __init__(
        self,
        *units: AlarmUnit,
        at: datetime | None = None,
        clock: Clock | None = None,
        known: FakeUnits | None = None,
    ) -> None:
        self.contact = FakeContact()
        self.units = known or FakeUnits(units)
        self.words = FakeWords(self.units)
        self.telemetry = Telemetry()
        self.tracer = FakeTracer()
        self.clock = clock or SetClock(at)
        self.intake = FakeIntake(self.clock)
        self.sure = True
        ids = count(1)
        self.centre = Centre(
            intake=self.intake,
            contact=self.contact,
            units=self.units,
            telemetry=self.telemetry,
            clock=self.clock,
            tracer=self.tracer,
            tenant_id=1,
            new_id=lambda at: next(ids),
            clock_is_sure=lambda: self.sure,
            keep_words=self.words.keep,
        )


NOON = datetime(2026, 5, 1, 10, 0, 0, tzinfo=UTC)
