"""Plain reads of the register: units, incidents, signals, and who works here and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from alarmd.domain.incident import Incident
from alarmd.domain.ports import Notice
from alarmd.domain.unit import AlarmUnit, ServiceState, SupervisionProfile
from alarmd.services.register import LinkRecord, OnCall, OperatorRecord, Session
from alarmd.store import rows
from alarmd.store.recall import signals_with_payload
from alarmd.store.tables import IS_OPEN, IS_UNSENT, incidents, links, notices, signals, timeline
from alarmd.store.tables_registry import (
    operators,
    places,
    registry_version,
    responders,
    sessions,
    shifts,
    subscribers,
    tenants,
    unit_subscribers,
    units,
)
from alarmd.store.types import facts_of


def read_names(connection: Connection) -> dict[str, str]:
    """`tenant:1`, `operator:7` and `responder:3` to the names shown for them."""
    return {
        f"{word}:{number}": name
        for word, table in (("tenant", tenants), ("operator", operators), ("responder", responders))
        for number, name in connection.execute(select(table.c.id, table.c.name))
    }


def read_version(connection: Connection) -> int:
    """The registry's version."""
    return int(connection.execute(select(registry_version.c.version)).scalar_one())


_STATES = {state.value: state for state in ServiceState}
_UNIT = [
    units.c[name]
    for name in ("id", "tenant_id", "protocol", "address", "profile", "state", "interval_s", "missed_limit", "grace_s")
]


def read_tenant_of(connection: Connection, subscriber_id: int) -> int | None:
    """The tenant of a person."""
    statement = select(subscribers.c.tenant_id).where(subscribers.c.id == subscriber_id)
    return connection.execute(statement).scalar_one_or_none()


def read_units(connection: Connection) -> list[AlarmUnit]:
    """All units with their persons in order."""
    persons: defaultdict[int, list[int]] = defaultdict(list)
    pairs = select(unit_subscribers.c.unit_id, unit_subscribers.c.subscriber_id)
    for unit_id, subscriber_id in connection.execute(pairs.order_by(unit_subscribers.c.ordinal)).all():
        persons[unit_id].append(subscriber_id)
    fields = select(*_UNIT, units.c.in_service_at, units.c.settings, places.c.locality)
    statement = fields.outerjoin(places, places.c.id == units.c.place_id).order_by(units.c.id)
    profile_of = cache(SupervisionProfile)
    found = []
    # Unpacked and not read by name: a start waits for each of tens of thousands of rows.
    for number, tenant_id, protocol, address, make, state, *profile, since, settings, locality in connection.execute(
        statement
    ):
        found.append(
            AlarmUnit(
                id=number,
                tenant_id=tenant_id,
                protocol=protocol,
                address=address,
                profile=make,
                state=_STATES[state],
                subscriber_ids=tuple(persons.get(number, ())),
                where=locality or "",
                supervision=profile_of(*profile),
                in_service_at=since,
                settings=settings,
            )
        )
    return found


def read_incident(connection: Connection, incident_id: int) -> Incident | None:
    """One incident, open or closed."""
    row = connection.execute(select(incidents).where(incidents.c.id == incident_id)).mappings().one_or_none()
    return None if row is None else rows.incident_of(row)


def read_incidents(connection: Connection, open_only: bool, limit: int, before: int | None) -> list[Incident]:
    """Incidents below id `before`, newest first."""
    statement = select(incidents).order_by(incidents.c.id.desc()).limit(limit)
    if open_only:
        statement = statement.where(IS_OPEN)
    if before is not None:
        statement = statement.where(incidents.c.id < before)
    return [rows.incident_of(row) for row in connection.execute(statement).mappings()]


_SHOWN = (
    "id", "tenant_id", "door", "source", "address", "unit_id", "subscriber_id", "incident_id", "lane", "kind",
    "restore", "code", "label_sv", "label_en", "peripheral", "device_at", "received_at", "durable_at", "answered_at",
    "painted_at", "folds",
)  # fmt: skip


def read_signals(connection: Connection, unit: str | None, limit: int, after: int | None) -> list[Mapping[str, Any]]:
    """Signals above id `after`, newest first, with their stamps; `unit` is the address a unit calls itself by."""
    statement = signals_with_payload().order_by(signals.c.id.desc()).limit(limit)
    if unit is not None:
        known = select(units.c.id).where(units.c.address == unit)
        unknown = signals.c.unit_id.is_(None) & (signals.c.address == unit)
        statement = statement.where(signals.c.unit_id.in_(known) | unknown)
    if after is not None:
        statement = statement.where(signals.c.id > after)
    found: list[Mapping[str, Any]] = []
    for row in connection.execute(statement).mappings():
        signal = rows.signal_of(row, row["payload"])
        shown = {name: row[name] for name in _SHOWN}
        found.append({**shown, "flags": sorted(signal.flags), "detail": dict(signal.detail)})
    return found


def read_painted_among(connection: Connection, signal_ids: Sequence[int]) -> list[int]:
    """Those of these signals that some console has painted."""
    painted = select(signals.c.id).where(signals.c.id.in_(signal_ids), signals.c.painted_at.is_not(None))
    return list(connection.execute(painted).scalars())


def read_operator(connection: Connection, username: str) -> OperatorRecord | None:
    """The operator with that user name, with the password's hash."""
    row = connection.execute(select(operators).where(operators.c.username == username)).one_or_none()
    if row is None:
        return None
    return OperatorRecord(row.id, row.tenant_id, row.username, row.name, row.password_hash, row.active)


def read_session(connection: Connection, token_hash: bytes) -> Session | None:
    """The session of a token whose operator is still active."""
    statement = (
        select(operators.c.id, operators.c.tenant_id, operators.c.username, operators.c.name, sessions.c.expires_at)
        .join(operators, operators.c.id == sessions.c.operator_id)
        .where(sessions.c.token_hash == token_hash, operators.c.active)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else Session(*row)


def read_on_call(connection: Connection, tenant_id: int, at: datetime) -> list[OnCall]:
    """Who is on shift at `at`, in the order to tell them, each once."""
    statement = (
        select(responders.c.id, responders.c.name, responders.c.tenant_id, responders.c.channels)
        .join(shifts, shifts.c.responder_id == responders.c.id)
        .where(shifts.c.tenant_id == tenant_id, shifts.c.from_at <= at, shifts.c.to_at > at, responders.c.active)
        .order_by(shifts.c.ordinal, shifts.c.id)
    )
    found: dict[int, OnCall] = {}
    for number, name, tenant, channels in connection.execute(statement):
        found.setdefault(number, OnCall(number, name, tenant, tuple(channels)))
    return list(found.values())


def read_told(connection: Connection, incident_id: int) -> list[int]:
    """Responders whom the steps of a call-out have named since it was last dispatched, in order.

    The timeline says it: a step's line commits together with its notices.
    """
    lines = select(timeline.c.what, timeline.c.facts).where(
        timeline.c.incident_id == incident_id, timeline.c.what.in_(("dispatched", "step"))
    )
    told: list[int] = []
    for what, facts in connection.execute(lines.order_by(timeline.c.journal_seq)):
        if what == "dispatched":
            told.clear()
        else:
            told.append(int(facts_of(facts)["responder"].partition(":")[2]))
    return told


def read_link(connection: Connection, token_hash: bytes) -> LinkRecord | None:
    """What a one-time link points at."""
    statement = (
        select(notices, responders.c.name.label("responder"))
        .join(links, links.c.notice_id == notices.c.id)
        .outerjoin(responders, responders.c.id == notices.c.responder_id)
        .where(links.c.token_hash == token_hash)
    )
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else LinkRecord(rows.notice_of(row), row["responder"] or "")


def read_open_notices(connection: Connection) -> list[Notice]:
    """Notices that are pending or sending, oldest first; their tokens are lost, only hashes were kept."""
    found = connection.execute(select(notices).where(IS_UNSENT).order_by(notices.c.id)).mappings()
    return [rows.notice_of(row) for row in found]
