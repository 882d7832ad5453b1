"""A small centre for the door's tests: units in a dictionary, and an intake that stores at once, or not, as told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from alarmd.domain.ids import IdMaker
from alarmd.domain.ports import Receipt, Verdict
from alarmd.domain.retry import judge
from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from alarmd.system_clock import MovableClock
from alarmd.telemetry import Telemetry
from devices.listener import Centre
from devices.scaip.accounts import ACCOUNT, PROTOCOL
from protocols.sip import Algorithm, ha1

REALM = "alarmd"
PASSWORD = "hemligt"


class FakeIntake:
    """Stores in a list. `verdict` is what new messages get; `hold` keeps receipts back until `release`."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self.stored: list[Signal] = []
        self.answered_ids: list[int] = []
        self.folds = 0
        self.verdict = Verdict.STORED
        self.hold = False
        self._held: list[tuple[asyncio.Future[Receipt], Receipt]] = []
        self._keys: dict[str, tuple[Signal, float | None]] = {}

    def submit(self, signals: Sequence[Signal]) -> asyncio.Future[Receipt]:
        landing: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        receipt = self._receipt(signals)
        if self.hold:
            self._held.append((landing, receipt))
        else:
            landing.set_result(receipt)
        return landing

    def _receipt(self, signals: Sequence[Signal]) -> Receipt:
        if self.verdict is not Verdict.STORED:
            return Receipt(self.verdict)
        first = signals[0]
        known = self._keys.get(first.message_key)
        if known is not None:
            before, answered_s = known
            repeat = judge(
                first.retry.seconds, first.retry.from_answer, before.received_s, answered_s, first.received_s
            )
            if repeat.folds:
                self.folds += 1
                return Receipt(Verdict.FOLDED, first_id=before.id)
        self._keys[first.message_key] = first, None
        self.stored.extend(signals)
        return Receipt(Verdict.STORED)

    def release(self) -> None:
        self.hold = False
        for landing, receipt in self._held:
            landing.set_result(receipt)
        self._held.clear()

    def answered(self, signal_id: int, at: datetime) -> None:
        self.answered_ids.append(signal_id)
        for key, (signal, _) in list(self._keys.items()):
            if signal.id == signal_id:
                self._keys[key] = signal, self._clock.monotonic()


class FakeUnits:
    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], AlarmUnit] = {}

    def add(self, address: str, **settings: str) -> AlarmUnit:
        number = len(self.by_name) + 1
        unit = AlarmUnit(
            id=number,
            tenant_id=7,
            protocol=PROTOCOL,
            address=address,
            subscriber_ids=(number + 100,),
            settings=settings,
        )
        self.by_name[PROTOCOL, address] = unit
        if settings.get("sip_user") and ("ha1_md5" in settings or "ha1_sha256" in settings):
            self.by_name[ACCOUNT, settings["sip_user"]] = unit
        return unit

    def find(self, protocol: str, address: str) -> AlarmUnit | None:
        return self.by_name.get((protocol, address))

    def get(self, unit_id: int) -> AlarmUnit | None:
        return next((unit for unit in self.by_name.values() if unit.id == unit_id), None)


class FakeContact:
    def __init__(self) -> None:
        self.beats: list[int] = []

    def beat(self, unit_id: int) -> None:
        self.beats.append(unit_id)


class FakeTracer:
    def __init__(self) -> None:
        self.is_heard = True
        self.notes: list[tuple[str, str, bytes, str]] = []

    def note(self, door: str, unit_address: str, direction: str, raw: bytes, decoded: str) -> None:
        self.notes.append((unit_address, direction, raw, decoded))


@dataclass
class FakeCentre:
    """Everything behind the door, with the `Centre` made of it."""

    clock: MovableClock = field(default_factory=MovableClock)
    units: FakeUnits = field(default_factory=FakeUnits)
    contact: FakeContact = field(default_factory=FakeContact)
    tracer: FakeTracer = field(default_factory=FakeTracer)
    telemetry: Telemetry = field(default_factory=Telemetry)

    def __post_init__(self) -> None:
        self.intake = FakeIntake(self.clock)
        self.centre = Centre(
            intake=self.intake,
            contact=self.contact,
            units=self.units,
            telemetry=self.telemetry,
            clock=self.clock,
            tracer=self.tracer,
            tenant_id=1,
            new_id=IdMaker(),
        )

    @property
    def stored(self) -> list[Signal]:
        return self.intake.stored

    def refused(self, reason: str) -> float:
        return float(self.telemetry.refused.labels("scaip", reason)._value.get())


def credentials(user: str) -> dict[str, str]:
    """The words that give a unit an account with `PASSWORD`."""
    return {
        "ha1_md5": ha1(Algorithm.MD5, user, REALM, PASSWORD),
        "ha1_sha256": ha1(Algorithm.SHA256, user, REALM, PASSWORD),
    }
