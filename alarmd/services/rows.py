"""Incidents and signals become rows of the board: board fields only, with names, without a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from alarmd.domain.incident import Incident, State
from alarmd.domain.ports import Units
from alarmd.domain.priority import priority, urgency
from alarmd.domain.signal import Lane, Signal
from protocols.console_feed.messages import Row


def milliseconds(at: datetime | None) -> int:
    """Milliseconds since 1970 in UTC; 0 for None."""
    return 0 if at is None else round(at.timestamp() * 1000)


class RowMaker:
    """Makes rows. Names come from a mapping that bootstrap renews; units from the index in memory."""

    def __init__(self, units: Units, names: Mapping[str, str]) -> None:
        self._units = units
        self._names = dict(names)

    def rename(self, names: Mapping[str, str]) -> frozenset[str]:
        """Take new names (`tenant:1`, `operator:7`, `responder:3`) and return the keys whose name changed."""
        old, self._names = self._names, dict(names)
        return frozenset(key for key in old.keys() | self._names.keys() if old.get(key) != self._names.get(key))

    def name(self, key: str) -> str:
        """The name of an actor or tenant, or the key itself when nobody has named it."""
        return self._names.get(key, key)

    def row(self, incident: Incident, waiting_since: datetime | None = None) -> Row:
        """The board's row of an incident; `waiting_since` is when it came back to the queue."""
        return Row(
            id=incident.id,
            lane=incident.lane,
            state=incident.state,
            kind=incident.kind,
            priority=incident.priority,
            opened_ms=milliseconds(incident.opened_at),
            last_ms=milliseconds(incident.last_signal_at),
            waiting_since_ms=milliseconds(waiting_since),
            kinds=[kind.value for kind in incident.kinds],
            label_sv=incident.label_sv,
            label_en=incident.label_en,
            where=incident.where,
            tenant=self._names.get(f"tenant:{incident.tenant_id}", ""),
            unit=self._unit(incident.unit_id, incident.subject),
            presses=incident.presses,
            signals=incident.signals,
            new_press=incident.new_press,
            returned=incident.returned,
            owner=incident.owner,
            owner_name=self.name(incident.owner),
            responder=self.name(incident.responder),
            deadline_ms=milliseconds(incident.deadline_at),
            flags=list(incident.flags),
            outcome=incident.outcome,
        )

    def volatile(self, signals: Sequence[Signal]) -> Row:
        """The row *EJ LAGRAD* of one sender's signals that are not stored (one of `fold`'s groups)."""
        first = min(signals, key=lambda s: s.received_at)
        worst = max(signals, key=lambda s: urgency(s.kind))
        return Row(
            id=first.id,
            lane=Lane.LIFE_SAFETY,
            state=State.WAITING,
            kind=worst.kind,
            priority=priority(Lane.LIFE_SAFETY, worst.kind, len(signals)),
            opened_ms=milliseconds(first.received_at),
            last_ms=milliseconds(max(s.received_at for s in signals)),
            kinds=list(dict.fromkeys(s.kind.value for s in signals)),
            label_sv=worst.label_sv,
            label_en=worst.label_en,
            where=self._where(first.unit_id),
            tenant=self._names.get(f"tenant:{first.tenant_id}", ""),
            unit=first.address or first.source,
            presses=len(signals),
            signals=len(signals),
            flags=sorted({flag.value for s in signals for flag in s.flags}),
            volatile=True,
        )

    def _unit(self, unit_id: int | None, subject: str) -> str:
        unit = None if unit_id is None else self._units.get(unit_id)
        if unit is not None:
            return unit.address
        kind, _, rest = subject.partition(":")
        return rest.partition(":")[2] if kind == "sender" and not rest.startswith("watch:") else ""

    def _where(self, unit_id: int | None) -> str:
        unit = None if unit_id is None else self._units.get(unit_id)
        return "" if unit is None else unit.where


def fold(signals: Iterable[Signal]) -> list[list[Signal]]:
    """Signals grouped by their sender, the most urgent group first, then the one that waits longest."""
    groups: dict[str, list[Signal]] = {}
    for signal in signals:
        groups.setdefault(_sender(signal), []).append(signal)
    return sorted(groups.values(), key=_precedence)


def _precedence(group: list[Signal]) -> tuple[int, datetime]:
    worst = max(group, key=lambda s: urgency(s.kind))
    return -priority(Lane.LIFE_SAFETY, worst.kind, len(group)), min(s.received_at for s in group)


def _sender(signal: Signal) -> str:
    if signal.unit_id is not None:
        return f"unit:{signal.unit_id}"
    return f"sender:{signal.door}:{signal.address or signal.source}"
