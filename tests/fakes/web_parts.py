"""A web room with everything behind it in memory: register, desk, supervision; the room itself is the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher

from alarmd.domain import commands as c
from alarmd.domain.incident import TRANSITIONS, Incident, State
from alarmd.domain.outage import Standing
from alarmd.domain.ports import Clock, LedgerUnavailable, Notice
from alarmd.domain.signal import Kind, Lane, Signal
from alarmd.domain.unit import AlarmUnit
from alarmd.services.duty import Duty
from alarmd.services.presence import Presence
from alarmd.services.publication import Publication
from alarmd.services.register import LinkRecord, OnCall, OperatorRecord, Session
from alarmd.services.relay import Relay
from alarmd.services.rows import RowMaker
from alarmd.telemetry import Telemetry
from alarmd.web.board import UnitsBoard
from alarmd.web.console import FeedParts
from alarmd.web.health import Condition
from alarmd.web.ports import Supervised
from alarmd.web.questions import Questions
from alarmd.web.sessions import Passwords, Sessions, token_hash
from protocols.console_feed.messages import CallLine, Calls, Card, Contact, Found, Person, Row, TimelineLine
from tests.fakes.clock import START

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NAMES = {"tenant:1": "Solbacka", "operator:7": "Karin Holm", "operator:8": "Ali Nur", "responder:3": "Bo Ek"}
PASSWORD = "pendel-lampa-7"
TOKEN = "token-of-karin"


def incident(number: int = 1, **changes: Any) -> Incident:
    """A waiting life-safety incident; `changes` are its fields."""
    plain = Incident(
        id=number,
        tenant_id=1,
        lane=Lane.LIFE_SAFETY,
        state=State.WAITING,
        subject=f"subscriber:{number}",
        unit_id=number,
        subscriber_id=number,
        kind=Kind.PRESS,
        kinds=(Kind.PRESS,),
        priority=80,
        presses=1,
        signals=1,
        opened_at=START,
        last_signal_at=START,
        deadline_at=START,
        where="Solbacka, Ekvik",
        label_sv="Larmknapp",
        label_en="Pendant",
    )
    return replace(plain, **changes)


def signal(number: int, *, received_s: float = 1000.0, **changes: Any) -> Signal:
    """A press of unit `number`."""
    plain = Signal(
        id=number,
        door="dc09",
        source="127.0.0.1:5000",
        address=f"{number:04}",
        tenant_id=1,
        unit_id=number,
        subscriber_id=number,
        lane=Lane.LIFE_SAFETY,
        kind=Kind.PRESS,
        message_key=f"k{number}",
        received_at=START,
        received_s=received_s,
    )
    return replace(plain, **changes)


def unit(number: int) -> AlarmUnit:
    return AlarmUnit(id=number, tenant_id=1, protocol="dc09", address=f"{number:04}", where="Solbacka, Ekvik")


class FakeUnits:
    """Implements `AllUnits`."""

    def __init__(self, count: int = 12) -> None:
        self.units = {n: unit(n) for n in range(1, count + 1)}

    def find(self, protocol: str, address: str) -> AlarmUnit | None:
        return next((u for u in self.units.values() if (u.protocol, u.address) == (protocol, address)), None)

    def get(self, unit_id: int) -> AlarmUnit | None:
        return self.units.get(unit_id)

    def __len__(self) -> int:
        return len(self.units)

    def __iter__(self) -> Iterator[AlarmUnit]:
        return iter(self.units.values())


class FakeSupervision:
    """Implements `Supervision`: unit 5 is lost, unit 9 late, the rest healthy."""

    states = {5: "lost", 9: "late"}

    def of(self, unit_id: int) -> Supervised | None:
        return Supervised(self.states.get(unit_id, "healthy"), START)

    def silent(self) -> Sequence[int]:
        return [5, 9]


class FakeRegister:
    """Implements `Register` in memory."""

    def __init__(self) -> None:
        stored = CHEAP.hash(PASSWORD)
        self.operators = {
            "karin": OperatorRecord(7, 1, "karin", "Karin Holm", stored),
            "old": OperatorRecord(8, 1, "old", "Ali Nur", stored, active=False),
        }
        self.sessions: dict[bytes, Session] = {}
        self.stored: dict[int, Incident] = {}
        self.openings: list[tuple[int, str, str]] = []
        self.links: dict[bytes, LinkRecord] = {}
        self.notices: list[Notice] = []
        self.down = False

    async def units(self) -> Sequence[AlarmUnit]:
        return []

    async def version(self) -> int:
        return 1

    async def times(self) -> Mapping[int, Mapping[str, object]]:
        return {}

    async def names(self) -> Mapping[str, str]:
        return NAMES

    async def card(self, incident: Incident) -> Card:
        return a_card(incident)

    async def outage(self, incident_id: int) -> Standing:
        return Standing({})

    async def calls(self, incident: Incident) -> Calls:
        return Calls(lost=1, lines=[CallLine(unit_id=5, names="Elsa Prov", risk=9)])

    async def person(self, subscriber_id: int) -> Person | None:
        return a_person(subscriber_id) if subscriber_id < 100 else None

    async def tenant_of(self, subscriber_id: int) -> int | None:
        return 4 if subscriber_id < 100 else None

    async def search(self, text: str, limit: int = 30) -> Sequence[Found]:
        return [Found(what="person", id=1, name="Elsa Prov")] if text in "Elsa Prov" else []

    async def incident(self, incident_id: int) -> Incident | None:
        return self.stored.get(incident_id)

    async def incidents(self, *, open_only: bool, limit: int, before: int | None = None) -> Sequence[Incident]:
        chosen = [i for i in self.stored.values() if (i.is_open or not open_only) and i.id < (before or 1 << 62)]
        return sorted(chosen, key=lambda i: -i.id)[:limit]

    async def signals(self, *, unit: str | None, limit: int, after: int | None = None) -> Sequence[Mapping[str, Any]]:
        return [{"id": 1, "address": unit or "0001", "received_at": START}]

    async def operator(self, username: str) -> OperatorRecord | None:
        return self.operators.get(username)

    async def session(self, token_hash: bytes) -> Session | None:
        if self.down:
            raise LedgerUnavailable("the fake register is down")
        return self.sessions.get(token_hash)

    async def open_session(self, operator_id: int, token_hash: bytes, expires_at: datetime) -> None:
        if self.down:
            raise LedgerUnavailable("the fake register is down")
        record = next(o for o in self.operators.values() if o.id == operator_id)
        self.sessions[token_hash] = Session(record.id, record.tenant_id, record.username, record.name, expires_at)

    async def revoke_session(self, token_hash: bytes) -> None:
        self.sessions.pop(token_hash, None)

    async def on_call(self, tenant_id: int, at: datetime) -> Sequence[OnCall]:
        return []

    async def painted_among(self, signal_ids: Sequence[int]) -> Sequence[int]:
        return []

    async def told(self, incident_id: int) -> Sequence[int]:
        return []

    async def link(self, token_hash: bytes) -> LinkRecord | None:
        return self.links.get(token_hash)

    async def open_notices(self) -> Sequence[Notice]:
        return list(self.notices)

    async def journal_opening(self, incident_id: int, actor: str, what: str, at: datetime) -> None:
        if self.down:
            raise LedgerUnavailable("the fake register is down")
        self.openings.append((incident_id, actor, what))


def a_person(subscriber_id: int) -> Person:
    return Person(
        id=subscriber_id,
        name="Elsa Prov",
        phone="+46 8 465 004 11",
        contacts=[Contact(name="Nils Prov", relation="son", phone="+46 70 174 06 05", has_key=True)],
    )


def a_card(of: Incident) -> Card:
    bare = Row(id=of.id, lane=of.lane, state=of.state, kind=of.kind, priority=of.priority, opened_ms=0, last_ms=0)
    line = TimelineLine(at_ms=0, what="claimed", actor="operator:7")
    return Card(
        row=bare,
        persons=[a_person(of.subscriber_id or 0)],
        street="Provgatan 7",
        postal="123 45 Ekvik",
        door="2 tr, kod 1234",
        key="Nyckelskåp vänster om dörren",
        timeline=[line],
    )


@dataclass(frozen=True)
class FakeReply:
    ok: bool
    code: str = ""
    incident: Incident | None = None
    who: str = ""


class FakeDesk:
    """Implements `Desk` by the real table of transitions, without a store; publishes on a relay."""

    def __init__(self, register: FakeRegister) -> None:
        self.register = register
        self.relay: Relay | None = None
        self.commands: list[c.Command] = []
        self.answers: dict[str, FakeReply] = {}
        self.released: list[tuple[str, str]] = []
        self.fails: Exception | None = None

    async def execute(self, command_id: str, command: c.Command) -> FakeReply:
        if command_id in self.answers:
            return self.answers[command_id]
        if self.fails is not None:
            raise self.fails
        self.commands.append(command)
        reply = self.answers[command_id] = self._decide(command)
        if reply.ok and reply.incident is not None:
            self.keep(reply.incident)
        return reply

    def _decide(self, command: c.Command) -> FakeReply:
        found = self.register.stored.get(command.incident_id)
        if found is None:
            return FakeReply(False, "not_found")
        state = TRANSITIONS.get((found.state, type(command)))
        if state is None:
            return FakeReply(False, "illegal", found)
        if isinstance(command, c.Claim):
            found = replace(found, owner=command.actor)
        if isinstance(command, c.Accept):
            found = replace(found, responder=command.responder or command.actor)
        return FakeReply(True, "", replace(found, state=state))

    def keep(self, changed: Incident, *signals: Signal) -> None:
        """Store an incident and tell the relay."""
        self.register.stored[changed.id] = changed
        if self.relay is not None:
            number = self.relay.number
            pairs = tuple((one, changed.id) for one in signals)
            self.relay.publish(Publication(number, number + 1, (changed,), pairs, (), START))

    async def open_by_hand(self, command_id: str, actor: str, tenant_id: int, **what: Any) -> FakeReply:
        opened = incident(900, subscriber_id=what["subscriber_id"], unit_id=what["unit_id"])
        self.keep(opened)
        return FakeReply(True, "", opened)

    def release_owner(self, operator: str, reason: str) -> int:
        self.released.append((operator, reason))
        return 1


@dataclass
class WebParts:
    """All parts of a web room on one clock."""

    clock: Clock
    register: FakeRegister = field(default_factory=FakeRegister)
    telemetry: Telemetry = field(default_factory=Telemetry)
    condition: Condition = field(default_factory=Condition)
    painted: list[tuple[int, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.units = FakeUnits()
        self.rows = RowMaker(self.units, NAMES)
        self.desk = FakeDesk(self.register)
        self.relay = self.desk.relay = Relay(
            clock=self.clock,
            telemetry=self.telemetry,
            rows=self.rows,
            epoch="e1",
            number=0,
            incidents=(),
            stamp_painted=lambda signals, at: self.painted.extend((signal_id, at) for signal_id in signals),
        )
        self.board = UnitsBoard(self.units, FakeSupervision(), self.rows)
        self.passwords = Passwords(CHEAP)
        self.sessions = Sessions(self.clock, self.register, self.passwords)
        self.presence = Presence(self.clock, self.desk.release_owner, Duty(self.clock, self.telemetry))
        self.questions = Questions(
            clock=self.clock,
            telemetry=self.telemetry,
            register=self.register,
            relay=self.relay,
            board=self.board,
        )
        expires = self.clock.now().replace(year=2999)
        self.register.sessions[token_hash(TOKEN)] = Session(7, 1, "karin", "Karin Holm", expires)

    def feed_parts(self) -> FeedParts:
        return FeedParts(
            clock=self.clock,
            telemetry=self.telemetry,
            relay=self.relay,
            desk=self.desk,
            sessions=self.sessions,
            presence=self.presence,
            questions=self.questions,
            board=self.board,
            condition=self.condition,
        )

    def close(self) -> None:
        self.passwords.close()


@asynccontextmanager
async def web_parts(clock: Clock) -> AsyncIterator[WebParts]:
    """The parts, closed at the end."""
    parts = WebParts(clock)
    try:
        yield parts
    finally:
        await parts.questions.close()
        parts.close()
