"""Signals, incidents and batches as the intake would make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from alarmd.domain.incident import Incident, State
from alarmd.domain.ports import Batch
from alarmd.domain.signal import Flag, Kind, Lane, Signal
from alarmd.domain.timeline import TimelineEntry
from tests.fakes.clock import START


def a_signal(number: int = 1, **changes: Any) -> Signal:
    facts: dict[str, Any] = {
        "id": number,
        "door": "dc09",
        "source": "127.0.0.1:4711",
        "address": f"{1000 + number:04d}",
        "tenant_id": 1,
        "unit_id": 100 + number,
        "subscriber_id": 1000 + number,
        "lane": Lane.LIFE_SAFETY,
        "kind": Kind.PRESS,
        "message_key": f"dc09:{1000 + number}:{number}",
        "code": "101",
        "label_sv": "Personlarm",
        "label_en": "Personal alarm",
        "detail": {"zone": "1", "text": "Hjälp"},
        "flags": frozenset({Flag.LATE, Flag.CLOCK_WRONG}),
        "device_at": START - timedelta(seconds=3, microseconds=7),
        "received_at": START + timedelta(microseconds=number),
        "received_s": 1000.25,
        "raw": b'\x0aC0DE0019"ADM-CID"0001\x00\xff\r',
    }
    return Signal(**{**facts, **changes})


def an_incident(number: int, signal: Signal, **changes: Any) -> Incident:
    facts: dict[str, Any] = {
        "id": number,
        "tenant_id": signal.tenant_id,
        "lane": signal.lane,
        "state": State.WAITING,
        "subject": signal.subject,
        "unit_id": signal.unit_id,
        "subscriber_id": signal.subscriber_id,
        "kind": signal.kind,
        "kinds": (signal.kind,),
        "priority": 80,
        "presses": 1,
        "signals": 1,
        "opened_at": signal.received_at,
        "last_signal_at": signal.received_at,
        "deadline_at": signal.received_at + timedelta(seconds=30),
        "where": "Solbacka, Norra Strand",
        "label_sv": signal.label_sv,
        "label_en": signal.label_en,
        "flags": ("late",),
    }
    return Incident(**{**facts, **changes})


def an_entry(number: int, incident: Incident, what: str = "note", text: str = "", **detail: str) -> TimelineEntry:
    return TimelineEntry(
        id=number, incident_id=incident.id, tenant_id=incident.tenant_id, at=START, what=what, actor="operator:7",
        text=text, detail=detail,
    )  # fmt: skip


def opening(based_on: int, *pairs: tuple[Signal, Incident]) -> Batch:
    """A batch in which each signal opens its incident."""
    batch = Batch(at=START, based_on=based_on)
    for signal, incident in pairs:
        batch.signals.append((signal, incident.id))
        batch.incidents[incident.id] = incident
        batch.opened.add(incident.id)
    return batch


def presses(based_on: int, first: int, count: int) -> Batch:
    """`count` presses of as many persons, each opening an incident."""
    made = [a_signal(number) for number in range(first, first + count)]
    return opening(based_on, *((signal, an_incident(10_000 + signal.id, signal)) for signal in made))


def joining(based_on: int, signal: Signal, incident: Incident) -> Batch:
    """A batch in which a signal joins an open incident."""
    joined = replace(incident, presses=incident.presses + 1, signals=incident.signals + 1)
    return Batch(
        at=START, based_on=based_on, signals=[(signal, incident.id)], incidents={incident.id: joined},
        joined={incident.id}, grown={incident.id},
    )  # fmt: skip


def closing(based_on: int, incident: Incident) -> Batch:
    """A batch in which a person closes an incident."""
    closed = replace(incident, state=State.CLOSED, deadline_at=None, closed_at=START, outcome="other")
    return Batch(at=START, based_on=based_on, incidents={incident.id: closed})
