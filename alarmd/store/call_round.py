"""The call-round of an outage: which units it holds, who lives there, who has been called and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from alarmd.domain.commands import CallResult
from alarmd.domain.outage import Standing, standing
from alarmd.store import rows
from alarmd.store.recall import SOME, signals_with_payload
from alarmd.store.tables import signals, timeline
from alarmd.store.tables_registry import contact_persons, places, subscribers, unit_subscribers, units
from alarmd.store.types import facts_of, to_micros
from protocols.console_feed.messages import CallLine, Calls

NOBODY_KNOWN = 5
"""The risk of a unit without people in the registry: in the middle, like people nobody has judged."""


@dataclass(slots=True)
class _Home:
    address: str = ""
    where: str = ""
    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    risks: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Tick:
    at: datetime
    actor: str
    result: str


def read_outage(connection: Connection, incident_id: int) -> Standing:
    """Which units the outage of an incident holds."""
    statement = signals_with_payload().where(signals.c.incident_id == incident_id).order_by(signals.c.id)
    return standing(rows.signal_of(row, row["payload"]) for row in connection.execute(statement).mappings())


def read_calls(connection: Connection, incident_id: int, names: Mapping[str, str]) -> Calls:
    """Who is without contact: highest risk first, then the longest silent, each with the last call since its loss."""
    found = read_outage(connection, incident_id)
    homes = _read_homes(connection, found.lost)
    ticks = _read_ticks(connection, incident_id)
    lines = [
        _line(unit_id, lost_at, homes.get(unit_id, _Home()), ticks.get(unit_id), names)
        for unit_id, lost_at in found.lost.items()
    ]
    lines.sort(key=lambda line: (-line.risk, line.lost_ms, line.unit_id))
    called = sum(bool(line.result) for line in lines)
    return Calls(lost=len(lines), called=called, back=found.ever - len(lines), lines=lines)


def first_of(calls: Calls, count: int) -> Calls:
    """The same round with only the first `count` that are still to be called."""
    waiting = [line for line in calls.lines if not line.result]
    return msgspec.structs.replace(calls, lines=waiting[:count])


def addresses(connection: Connection, unit_ids: Iterable[str]) -> dict[str, str]:
    """What units call themselves, by id."""
    found = {}
    for some in _pieces(sorted({int(number) for number in unit_ids})):
        statement = select(units.c.id, units.c.address).where(units.c.id.in_(some))
        found.update({str(number): address for number, address in connection.execute(statement)})
    return found


def _line(unit_id: int, lost_at: datetime, home: _Home, tick: _Tick | None, names: Mapping[str, str]) -> CallLine:
    line = CallLine(
        unit_id=unit_id,
        unit=home.address or str(unit_id),
        names=", ".join(home.names),
        phone=" / ".join(dict.fromkeys(home.phones)),
        where=home.where,
        risk=max(home.risks, default=NOBODY_KNOWN),
        lost_ms=to_micros(lost_at) // 1000,
    )
    if tick is None or tick.at < lost_at or tick.result == CallResult.UNDONE:
        return line
    by = names.get(tick.actor, tick.actor)
    return msgspec.structs.replace(line, result=tick.result, called_ms=to_micros(tick.at) // 1000, called_by=by)


def _read_ticks(connection: Connection, incident_id: int) -> dict[int, _Tick]:
    """The last one of each unit."""
    statement = select(timeline.c.at, timeline.c.actor, timeline.c.facts).order_by(timeline.c.id)
    found = {}
    wanted = (timeline.c.incident_id == incident_id) & (timeline.c.what == "called")
    for at, actor, facts in connection.execute(statement.where(wanted)):
        detail = facts_of(facts)
        found[int(detail.get("unit", 0))] = _Tick(at, actor, detail.get("result", ""))
    return found


def _read_homes(connection: Connection, unit_ids: Iterable[int]) -> dict[int, _Home]:
    homes: dict[int, _Home] = {}
    without_phone: dict[int, _Home] = {}
    for some in _pieces(sorted(unit_ids)):
        statement = (
            select(units.c.id, units.c.address, places.c.street, places.c.locality, subscribers.c.id.label("person"),
                   subscribers.c.name, subscribers.c.phones, subscribers.c.risk)
            .outerjoin(places, places.c.id == units.c.place_id)
            .outerjoin(unit_subscribers, unit_subscribers.c.unit_id == units.c.id)
            .outerjoin(subscribers, subscribers.c.id == unit_subscribers.c.subscriber_id)
            .where(units.c.id.in_(some))
            .order_by(units.c.id, unit_subscribers.c.ordinal)
        )  # fmt: skip
        for row in connection.execute(statement):
            home = homes.setdefault(row.id, _Home(row.address, ", ".join(p for p in (row.street, row.locality) if p)))
            if row.person is None:
                continue
            home.names.append(row.name)
            home.risks.append(row.risk)
            home.phones += row.phones
            if not row.phones:
                without_phone[row.person] = home
    _add_contacts(connection, without_phone)
    return homes


def _add_contacts(connection: Connection, homes: Mapping[int, _Home]) -> None:
    """Who has no number of their own is asked after with their first contact person."""
    for some in _pieces(sorted(number for number, home in homes.items() if not home.phones)):
        statement = (
            select(contact_persons.c.subscriber_id, contact_persons.c.name, contact_persons.c.phone)
            .where(contact_persons.c.subscriber_id.in_(some), contact_persons.c.phone != "")
            .order_by(contact_persons.c.ordinal, contact_persons.c.id)
        )
        for subscriber_id, name, phone in connection.execute(statement):
            if not homes[subscriber_id].phones:
                homes[subscriber_id].phones.append(f"{name} {phone}")


def _pieces(numbers: list[int]) -> Iterator[list[int]]:
    return (numbers[at : at + SOME] for at in range(0, len(numbers), SOME))
