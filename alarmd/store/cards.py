"""The operator's card: the people, the place and the whole history of one incident, in a handful of small reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from alarmd.domain.incident import Incident
from alarmd.domain.outage import MEMBER
from alarmd.domain.signal import Flag
from alarmd.store import rows
from alarmd.store.call_round import addresses, first_of, read_calls
from alarmd.store.recall import signals_with_payload
from alarmd.store.tables import incidents, journal_payload, signals, timeline
from alarmd.store.tables_registry import (
    contact_persons,
    peripherals,
    places,
    providers,
    subscribers,
    unit_subscribers,
    units,
)
from alarmd.store.types import to_micros
from protocols.console_feed.messages import Calls, Card, Contact, Person, Row, TimelineLine

HISTORY = 5
TO_CALL = 10
"""Households of an outage's call-round that stand on its card; the whole round is a page of its own."""


@dataclass(frozen=True, slots=True)
class _Unit:
    address: str = ""
    state: str = ""
    profile: str = ""
    place_id: int | None = None


def millis(at: datetime) -> int:
    """Milliseconds since 1970, as the feed counts."""
    return to_micros(at) // 1000


def bare_row(incident: Incident) -> Row:
    """The incident as a row of the board, without names (the relay fills those in for living rows)."""
    return Row(
        id=incident.id, lane=incident.lane, state=incident.state, kind=incident.kind, priority=incident.priority,
        opened_ms=millis(incident.opened_at), last_ms=millis(incident.last_signal_at),
        kinds=[str(kind) for kind in incident.kinds], label_sv=incident.label_sv, label_en=incident.label_en,
        where=incident.where, presses=incident.presses, signals=incident.signals, new_press=incident.new_press,
        returned=incident.returned, owner=incident.owner, responder=incident.responder, flags=list(incident.flags),
        outcome=incident.outcome,
    )  # fmt: skip


def read_card(connection: Connection, incident: Incident, names: Mapping[str, str]) -> Card:
    """The card of an incident; what is not known (an unknown sender has no person) is left empty."""
    unit = _read_unit(connection, incident.unit_id)
    people = _read_people(connection, incident)
    place = _read_place(connection, unit, people)
    return Card(
        row=bare_row(incident),
        persons=[person_of(connection, row) for row in people],
        street=place.get("street", ""),
        postal=" ".join(part for part in (place.get("postal", ""), place.get("locality", "")) if part),
        door=place.get("door", ""),
        key=place.get("key_notes", ""),
        place_notes=place.get("notes", ""),
        tenant=names.get(f"tenant:{incident.tenant_id}", ""),
        provider=place.get("provider", ""),
        unit=unit.address,
        unit_state=unit.state,
        unit_profile=unit.profile,
        timeline=_read_timeline(connection, incident, names),
        history=_read_history(connection, incident),
        calls=_read_calls(connection, incident, names),
    )


def read_person(connection: Connection, subscriber_id: int) -> Person | None:
    """A person with contact persons in the order to call them."""
    row = connection.execute(select(subscribers).where(subscribers.c.id == subscriber_id)).mappings().one_or_none()
    return None if row is None else person_of(connection, row)


def person_of(connection: Connection, row: RowMapping) -> Person:
    """A subscriber's row and its contact persons."""
    statement = select(contact_persons).where(contact_persons.c.subscriber_id == row["id"])
    contacts = connection.execute(statement.order_by(contact_persons.c.ordinal, contact_persons.c.id))
    return Person(
        id=row["id"],
        name=row["name"],
        phone=" / ".join(row["phones"]),
        born=row["born"],
        language=row["language"],
        notes=row["notes"],
        action_plan=row["action_plan"],
        contacts=[Contact(name=c.name, relation=c.relation, phone=c.phone, has_key=c.has_key) for c in contacts],
    )


def _read_unit(connection: Connection, unit_id: int | None) -> _Unit:
    if unit_id is None:
        return _Unit()
    statement = select(units.c.address, units.c.state, units.c.profile, units.c.place_id).where(units.c.id == unit_id)
    row = connection.execute(statement).one_or_none()
    return _Unit() if row is None else _Unit(*row)


def _read_people(connection: Connection, incident: Incident) -> Sequence[RowMapping]:
    """The person the incident is about, then the others who share the unit."""
    shared = select(unit_subscribers.c.subscriber_id).where(unit_subscribers.c.unit_id == (incident.unit_id or 0))
    own = subscribers.c.id == (incident.subscriber_id or 0)
    order = (
        select(unit_subscribers.c.ordinal)
        .where(unit_subscribers.c.unit_id == (incident.unit_id or 0))
        .where(unit_subscribers.c.subscriber_id == subscribers.c.id)
        .scalar_subquery()
    )
    statement = select(subscribers).where(own | subscribers.c.id.in_(shared)).order_by(own.desc(), order)
    return connection.execute(statement).mappings().all()


def _read_place(connection: Connection, unit: _Unit, people: Sequence[RowMapping]) -> dict[str, str]:
    """Where the unit stands; where the person lives when the unit has no place."""
    wanted = unit.place_id or next((row["place_id"] for row in people if row["place_id"]), None)
    if wanted is None:
        return {}
    statement = (
        select(places, providers.c.name.label("provider"))
        .outerjoin(providers, providers.c.id == places.c.provider_id)
        .where(places.c.id == wanted)
    )
    row = connection.execute(statement).mappings().one_or_none()
    return {} if row is None else {name: value for name, value in row.items() if isinstance(value, str)}


def _read_timeline(connection: Connection, incident: Incident, names: Mapping[str, str]) -> list[TimelineLine]:
    statement = (
        select(timeline, journal_payload.c.payload)
        .outerjoin(journal_payload, journal_payload.c.seq == timeline.c.journal_seq)
        .where(timeline.c.incident_id == incident.id)
    )
    lines: list[tuple[datetime, int, TimelineLine]] = []
    for row in connection.execute(statement).mappings():
        entry = rows.entry_of(row, row["payload"])
        detail = {**entry.detail, **({"erased": "1"} if row["payload"] is None else {})}
        line = TimelineLine(
            at_ms=millis(entry.at), what=entry.what, actor=entry.actor, actor_name=names.get(entry.actor, ""),
            text=entry.text, detail=detail,
        )  # fmt: skip
        lines.append((entry.at, entry.id, line))
    wearers = _read_peripherals(connection, incident.unit_id)
    for row in connection.execute(signals_with_payload().where(signals.c.incident_id == incident.id)).mappings():
        lines.append((row["received_at"], row["id"], _signal_line(row, wearers)))
    lines.sort(key=lambda entry: entry[:2])
    told = [line for _, _, line in lines]
    return _of_outage(connection, told) if Flag.OUTAGE in incident.flags else told


def _of_outage(connection: Connection, lines: list[TimelineLine]) -> list[TimelineLine]:
    """Each unit's loss and return stands in the call-round; the history tells how it began, and every call by unit."""
    members = [line for line in lines if line.what == "signal" and MEMBER in line.detail]
    called = addresses(connection, (line.detail["unit"] for line in lines if line.what == "called"))
    for line in lines:
        if line.what == "called":
            line.detail["unit"] = called.get(line.detail["unit"], line.detail["unit"])
    hidden = {id(line) for line in members[1:]}
    return [line for line in lines if id(line) not in hidden]


def _signal_line(row: RowMapping, wearers: Mapping[str, str]) -> TimelineLine:
    signal = rows.signal_of(row, row["payload"])
    detail = dict(signal.detail)
    detail["code"] = signal.code
    detail["peripheral"] = wearers.get(signal.peripheral, signal.peripheral)
    detail["flags"] = " ".join(sorted(signal.flags))
    detail["folds"] = str(row["folds"] or "")
    detail["erased"] = "1" if row["payload"] is None else ""
    return TimelineLine(
        at_ms=millis(signal.received_at), what="signal", actor=f"unit:{signal.unit_id}" if signal.unit_id else "",
        kind=signal.kind, label_sv=signal.label_sv, label_en=signal.label_en,
        detail={name: text for name, text in detail.items() if text},
    )  # fmt: skip


def _read_peripherals(connection: Connection, unit_id: int | None) -> dict[str, str]:
    """What hangs on the unit, in words: `halsband (Svea Lund)`."""
    if unit_id is None:
        return {}
    statement = (
        select(peripherals.c.address, peripherals.c.label, peripherals.c.kind, subscribers.c.name)
        .outerjoin(subscribers, subscribers.c.id == peripherals.c.wearer_id)
        .where(peripherals.c.unit_id == unit_id)
    )
    found = {}
    for address, label, kind, wearer in connection.execute(statement):
        name = label or kind or address
        found[address] = f"{name} ({wearer})" if wearer else name
    return found


def _read_calls(connection: Connection, incident: Incident, names: Mapping[str, str]) -> Calls | None:
    if Flag.OUTAGE not in incident.flags:
        return None
    return first_of(read_calls(connection, incident.id, names), TO_CALL)


def _read_history(connection: Connection, incident: Incident) -> list[Row]:
    statement = (
        select(incidents)
        .where(incidents.c.subject == incident.subject, incidents.c.id != incident.id)
        .order_by(incidents.c.id.desc())
        .limit(HISTORY)
    )
    return [bare_row(rows.incident_of(row)) for row in connection.execute(statement).mappings()]
