"""Where a signal belongs: it opens an incident, joins one, restores one, or only stands in the journal (DESIGN §6).

Life-safety is grouped by the person, else the unit, else the sender. A technical fault is grouped by the unit (else
the sender), its kind and the peripheral it is about: a flat battery and a lost link are two faults with two restores.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from alarmd.domain.commands import Restored
from alarmd.domain.incident import Incident, State, changed
from alarmd.domain.lifecycle import apply
from alarmd.domain.policy import Policy
from alarmd.domain.priority import priority, urgency
from alarmd.domain.signal import Flag, Kind, Lane, Signal
from alarmd.domain.timeline import TimelineEntry


class Reason(StrEnum):
    """Why a signal was placed where it is."""

    OPENED = "opened"
    JOINED = "joined"
    JOINED_AFTER_PAUSE = "joined_after_pause"
    STILL_PRESENT = "still_present"
    WITHDRAWN = "withdrawn"
    RESTORE_NOTED = "restore_noted"
    RESTORED = "restored"
    NOTHING_TO_RESTORE = "nothing_to_restore"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    INFORMATION = "information"
    TEST = "test"


@dataclass(slots=True)
class Placement:
    """Where a signal goes: the incident as it is afterwards (None: journal and the unit's page only)."""

    reason: Reason
    incident: Incident | None = None
    entry: TimelineEntry | None = None


class View(Protocol):
    """The open incidents as they stand while a batch is decided."""

    def open_incident(self, lane: Lane, subject: str) -> Incident | None:
        """The open incident of that lane and subject."""


def subject_of(signal: Signal) -> str:
    """What a signal is grouped by within its lane; at most one incident is open for it."""
    if signal.lane is not Lane.TECHNICAL:
        return signal.subject
    whose = f"unit:{signal.unit_id}" if signal.unit_id is not None else signal.subject
    about = f":{signal.peripheral}" if signal.peripheral else ""
    return f"{whose}:{signal.kind}{about}"


def place(
    signal: Signal, view: View, now: datetime, policy: Policy, new_id: Callable[[datetime], int], where: str = ""
) -> Placement:
    """Decide on one signal. `where` is the unit's municipality and locality, for an incident that opens."""
    if signal.lane is Lane.LIFE_SAFETY:
        return _life_safety(signal, view, now, policy, new_id, where)
    if signal.lane is Lane.TECHNICAL:
        return _technical(signal, view, now, policy, new_id, where)
    return Placement(Reason.TEST if signal.lane is Lane.TEST else Reason.INFORMATION)


def _life_safety(
    signal: Signal, view: View, now: datetime, policy: Policy, new_id: Callable[[datetime], int], where: str
) -> Placement:
    subject = signal.subject
    found = view.open_incident(Lane.LIFE_SAFETY, subject)
    withdrawn = Flag.WITHDRAWN in signal.flags or signal.kind is Kind.CANCELLED
    if found is None:
        if signal.restore:
            return Placement(Reason.NOTHING_TO_RESTORE)
        if withdrawn:
            return Placement(Reason.NOTHING_TO_WITHDRAW)
        return Placement(Reason.OPENED, opened_by(signal, subject, now, policy, new_id, where))
    if signal.restore:
        return Placement(Reason.RESTORE_NOTED, _noted(found, signal))
    if withdrawn:
        return Placement(Reason.WITHDRAWN, _noted(found, signal, Flag.WITHDRAWN))
    if Flag.STILL_PRESENT in signal.flags:
        return Placement(Reason.STILL_PRESENT, _noted(found, signal))
    after_pause = signal.received_at - found.last_signal_at >= timedelta(seconds=policy.new_press_pause_s)
    return Placement(Reason.JOINED_AFTER_PAUSE if after_pause else Reason.JOINED, _joined(found, signal, after_pause))


def _technical(
    signal: Signal, view: View, now: datetime, policy: Policy, new_id: Callable[[datetime], int], where: str
) -> Placement:
    subject = subject_of(signal)
    found = view.open_incident(Lane.TECHNICAL, subject)
    if not signal.restore:
        if found is None:
            return Placement(Reason.OPENED, opened_by(signal, subject, now, policy, new_id, where))
        return Placement(Reason.JOINED, _told_again(found, signal))
    if found is None:
        return Placement(Reason.NOTHING_TO_RESTORE)
    if Flag.STILL_PRESENT in signal.flags:
        return Placement(Reason.RESTORE_NOTED, changed(_told_again(found, signal), flags=found.flags))
    command = Restored(found.id, "alarmd", signal.label_sv)
    restored, entry = apply(_noted(found, signal), command, now, policy, new_id(now))
    return Placement(Reason.RESTORED, restored, entry)


def opened_by(
    signal: Signal, subject: str, now: datetime, policy: Policy, new_id: Callable[[datetime], int], where: str
) -> Incident:
    """The incident that a life-safety or technical signal opens."""
    seconds = policy.seconds_in(State.WAITING, signal.lane)
    return Incident(
        id=new_id(now),
        tenant_id=signal.tenant_id,
        lane=signal.lane,
        state=State.WAITING,
        subject=subject,
        unit_id=signal.unit_id,
        subscriber_id=signal.subscriber_id,
        kind=signal.kind,
        kinds=(signal.kind,),
        priority=priority(signal.lane, signal.kind, 1),
        presses=1 if signal.lane is Lane.LIFE_SAFETY else 0,
        signals=1,
        opened_at=signal.received_at,
        last_signal_at=signal.received_at,
        deadline_at=now + timedelta(seconds=seconds or 0.0),
        where=where,
        label_sv=signal.label_sv,
        label_en=signal.label_en,
        flags=tuple(sorted(signal.flags)) if signal.flags else (),
    )


def _joined(incident: Incident, signal: Signal, after_pause: bool) -> Incident:
    """One more press: it counts, sounds again and may change what the incident is called."""
    worse = urgency(signal.kind) > urgency(incident.kind)
    kind = signal.kind if worse else incident.kind
    presses = incident.presses + 1
    return changed(
        incident,
        kind=kind,
        kinds=_kinds(incident, signal),
        priority=priority(incident.lane, kind, presses),
        presses=presses,
        signals=incident.signals + 1,
        last_signal_at=max(incident.last_signal_at, signal.received_at),
        new_press=incident.new_press or after_pause,
        label_sv=signal.label_sv if worse else incident.label_sv,
        label_en=signal.label_en if worse else incident.label_en,
        flags=_flags(incident, signal),
    )


def _noted(incident: Incident, signal: Signal, *more: Flag) -> Incident:
    """A signal that belongs here without being a press; the pause before a new press runs from the last press."""
    technical = incident.lane is Lane.TECHNICAL
    return changed(
        incident,
        last_signal_at=max(incident.last_signal_at, signal.received_at) if technical else incident.last_signal_at,
        kinds=incident.kinds if signal.restore or more else _kinds(incident, signal),
        signals=incident.signals + 1,
        flags=_flags(incident, signal, *more),
    )


def _told_again(incident: Incident, signal: Signal) -> Incident:
    """A fault that is told of again is called what it was called last (how many units an outage holds)."""
    return changed(
        _noted(incident, signal),
        label_sv=signal.label_sv or incident.label_sv,
        label_en=signal.label_en or incident.label_en,
    )


def _kinds(incident: Incident, signal: Signal) -> tuple[Kind, ...]:
    return incident.kinds if signal.kind in incident.kinds else (*incident.kinds, signal.kind)


def _flags(incident: Incident, signal: Signal, *more: Flag) -> tuple[str, ...]:
    if not signal.flags and not more:
        return incident.flags
    return tuple(dict.fromkeys((*incident.flags, *sorted(signal.flags), *more)))
