"""Signals, incidents and units with sensible values, for tests that care about one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from alarmd.domain.incident import Incident, State
from alarmd.domain.signal import Kind, Lane, Signal
from alarmd.domain.unit import AlarmUnit
from tests.fakes.clock import START, ManualClock

_numbers = count(1)


def signal(clock: ManualClock | None = None, **changes: Any) -> Signal:
    """A press of unit 1 of subscriber 1, now, with a message key of its own."""
    number = next(_numbers)
    plain = Signal(
        id=number,
        door="dc09",
        source="127.0.0.1:5000",
        address="0001",
        tenant_id=1,
        unit_id=1,
        subscriber_id=1,
        lane=Lane.LIFE_SAFETY,
        kind=Kind.PRESS,
        message_key=f"key-{number}",
        label_sv="Larmknapp",
        label_en="Alarm button",
        received_at=clock.now() if clock else START,
        received_s=clock.monotonic() if clock else 1_000.0,
    )
    return replace(plain, **changes)


def of_unit(number: int, clock: ManualClock | None = None, **changes: Any) -> Signal:
    """A press of unit `number`, whose subscriber has the same number."""
    return signal(clock, unit_id=number, subscriber_id=number, address=f"{number:04}", **changes)


def battery(clock: ManualClock | None = None, **changes: Any) -> Signal:
    """A flat battery of unit 1."""
    return signal(clock, **{"lane": Lane.TECHNICAL, "kind": Kind.BATTERY, **changes})


def incident(**changes: Any) -> Incident:
    """A waiting life-safety incident of subscriber 1, opened at the clock's start."""
    plain = Incident(
        id=next(_numbers),
        tenant_id=1,
        lane=Lane.LIFE_SAFETY,
        state=State.WAITING,
        subject="subscriber:1",
        unit_id=1,
        subscriber_id=1,
        kind=Kind.PRESS,
        kinds=(Kind.PRESS,),
        priority=80,
        presses=1,
        signals=1,
        opened_at=START,
        last_signal_at=START,
        deadline_at=START + timedelta(seconds=30),
    )
    return replace(plain, **changes)


def unit(number: int = 1, **changes: Any) -> AlarmUnit:
    """Unit `number` with the subscriber of the same number."""
    plain = AlarmUnit(
        id=number,
        tenant_id=1,
        protocol="dc09",
        address=f"{number:04}",
        subscriber_ids=(number,),
        where="Exempelkommun, Byn",
    )
    return replace(plain, **changes)


def after(seconds: float) -> datetime:
    """So many seconds after the clock's start."""
    return START + timedelta(seconds=seconds)
