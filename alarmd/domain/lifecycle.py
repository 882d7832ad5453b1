"""What a command does to an incident: the next state from TRANSITIONS, its deadline, its owner, its stamps.

Pure: the incident after it and the line of its history come back, nothing else happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from alarmd.domain import commands as c
from alarmd.domain.errors import (
    AlreadyAccepted,
    AlreadyClaimed,
    IllegalTransition,
    NewPress,
    NotOwner,
    OutcomeMissing,
    ReasonMissing,
)
from alarmd.domain.incident import TRANSITIONS, Incident, State, changed
from alarmd.domain.policy import Policy
from alarmd.domain.signal import Flag, Lane
from alarmd.domain.tie import sender_in
from alarmd.domain.timeline import TimelineEntry

NOBODY_ON_CALL = "nobody_on_call"
"""Flag on an incident that could not be dispatched, until somebody accepts or it is dispatched again."""

_OWNERS_ONLY = (c.Renew, c.HandBack, c.Dispatch, c.Close)
_DUE_NOW = (c.Dispatch, c.Decline)
_KEEPS_DEADLINE = (c.AddNote, c.Delivered, c.Undelivered, c.Tie, c.Untie, c.Called, c.Renew, c.TakeOver)

Changes = dict[str, Any]


def apply(
    incident: Incident, command: c.Command, now: datetime, policy: Policy, entry_id: int
) -> tuple[Incident, TimelineEntry | None]:
    """Carry a command out and return the incident after it, with its timeline entry (None for `Renew`).

    Raises:
        IllegalTransition: the table has no such pair (or life-safety was to be restored).
        NotAllowed: a child of it, for what a person must be told.
    """
    _permit(incident, command)
    kind = type(command)
    state = TRANSITIONS[(incident.state, kind)]
    changes = _EFFECTS[kind](incident, command, now) if kind in _EFFECTS else {}
    after = changed(incident, state=state, deadline_at=_deadline(incident, state, command, now, policy), **changes)
    return after, _entry(incident, command, now, entry_id)


def _permit(incident: Incident, command: c.Command) -> None:
    state = incident.state
    if isinstance(command, c.Claim) and incident.owner and incident.is_open:
        raise AlreadyClaimed(incident.owner)
    if isinstance(command, c.Accept) and state in (State.ACCEPTED, State.ON_SITE):
        raise AlreadyAccepted(incident.responder)
    if (state, type(command)) not in TRANSITIONS:
        raise IllegalTransition(state, type(command).__name__)
    if isinstance(command, c.Restored) and incident.lane is not Lane.TECHNICAL:
        raise IllegalTransition(state, "Restored (life-safety)")
    if isinstance(command, c.Called) and Flag.OUTAGE not in incident.flags:
        raise IllegalTransition(state, "Called (no outage)")
    if isinstance(command, c.Untie) and Flag.TIED not in incident.flags:
        raise IllegalTransition(state, "Untie (not tied)")
    if isinstance(command, _OWNERS_ONLY) and command.actor != incident.owner:
        raise NotOwner(incident.owner)
    _permit_words(incident, command)


def _permit_words(incident: Incident, command: c.Command) -> None:
    if isinstance(command, c.TakeOver) and not command.reason.strip():
        raise ReasonMissing
    if isinstance(command, c.Close):
        if not command.outcome:
            raise OutcomeMissing
        if command.seen_presses is not None and incident.presses > command.seen_presses:
            raise NewPress(incident.presses)


def _deadline(incident: Incident, state: State, command: c.Command, now: datetime, policy: Policy) -> datetime | None:
    if isinstance(command, _DUE_NOW):
        return now
    if isinstance(command, _KEEPS_DEADLINE):
        at_work = command.actor == incident.owner or isinstance(command, c.TakeOver)
        if not (at_work and state in (State.CLAIMED, State.ON_SITE)):
            return incident.deadline_at
    seconds = policy.seconds_in(state, incident.lane)
    return None if seconds is None else now + timedelta(seconds=seconds)


# ---- what each command changes besides state and deadline -----------------------------------------------------------


def _claim(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {
        "owner": command.actor,
        "returned": False,
        "new_press": False,
        "claimed_at": incident.claimed_at or now,
    }


def _take_over(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {"owner": command.actor, "new_press": False}


def _give_back(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {"owner": ""}


def _fall_back(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {"owner": "", "returned": True}


def _dispatch(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {
        "step": -1,
        "responder": "",
        "returned": False,
        "flags": _without(incident, NOBODY_ON_CALL),
        "dispatched_at": incident.dispatched_at or now,
    }


def _next_step(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {"step": incident.step + 1}


def _nobody(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {"returned": True, "flags": (*_without(incident, NOBODY_ON_CALL), NOBODY_ON_CALL)}


def _accept(incident: Incident, command: c.Command, now: datetime) -> Changes:
    responder = command.responder if isinstance(command, c.Accept) else ""
    return {
        "responder": responder or command.actor,
        "returned": False,
        "flags": _without(incident, NOBODY_ON_CALL),
        "accepted_at": now,
    }


def _decline(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {"responder": ""}


def _arrive(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {"on_site_at": now, "responder": incident.responder or command.actor, "returned": False}


def _close(incident: Incident, command: c.Command, now: datetime) -> Changes:
    outcome = command.outcome if isinstance(command, c.Close) else c.Outcome.RESTORED
    return {"closed_at": now, "outcome": outcome.value, "returned": False}


def _tie(incident: Incident, command: c.Command, now: datetime) -> Changes:
    if not isinstance(command, c.Tie):
        return {}
    tenant_id, subscriber_id = command.tenant_id or incident.tenant_id, command.subscriber_id
    changes: Changes = {"subscriber_id": subscriber_id, "tenant_id": tenant_id}
    if incident.lane is Lane.LIFE_SAFETY:
        changes["subject"] = f"subscriber:{subscriber_id}"
        if sender_in(incident.subject) is not None or Flag.TIED in incident.flags:
            changes["flags"] = (*_without(incident, Flag.TIED), Flag.TIED.value)
    return changes


def _untie(incident: Incident, command: c.Command, now: datetime) -> Changes:
    return {"flags": _without(incident, Flag.TIED)}


def _without(incident: Incident, flag: str) -> tuple[str, ...]:
    return tuple(word for word in incident.flags if word != flag)


_EFFECTS: Mapping[type[c.Command], Callable[[Incident, c.Command, datetime], Changes]] = {
    c.Claim: _claim,
    c.TakeOver: _take_over,
    c.HandBack: _give_back,
    c.LeaseExpired: _fall_back,
    c.StepsExhausted: _fall_back,
    c.ArrivalExpired: _fall_back,
    c.VisitExpired: _fall_back,
    c.Broken: _fall_back,
    c.Dispatch: _dispatch,
    c.StepExpired: _next_step,
    c.NobodyOnCall: _nobody,
    c.Accept: _accept,
    c.Decline: _decline,
    c.Arrive: _arrive,
    c.Close: _close,
    c.Restored: _close,
    c.Tie: _tie,
    c.Untie: _untie,
}

# ---- the line in its history ----------------------------------------------------------------------------------------

WORDS: Mapping[type[c.Command], str] = {
    c.Claim: "claimed",
    c.TakeOver: "taken_over",
    c.AddNote: "note",
    c.Delivered: "delivered",
    c.Undelivered: "undelivered",
    c.HandBack: "handed_back",
    c.Dispatch: "dispatched",
    c.Accept: "accepted",
    c.Decline: "declined",
    c.Arrive: "on_site",
    c.Close: "closed",
    c.Tie: "tied",
    c.Untie: "untied",
    c.Called: "called",
    c.AnswerExpired: "unanswered",
    c.LeaseExpired: "lease_expired",
    c.StepExpired: "step",
    c.NobodyOnCall: "nobody_on_call",
    c.StepsExhausted: "nobody_accepted",
    c.ArrivalExpired: "not_arrived",
    c.VisitExpired: "visit_too_long",
    c.Restored: "restored",
    c.Broken: "broken",
}
"""What a command is called in the timeline; `Renew` leaves no line."""


def _entry(incident: Incident, command: c.Command, now: datetime, entry_id: int) -> TimelineEntry | None:
    what = WORDS.get(type(command))
    if what is None:
        return None
    if what == "unanswered" and incident.lane is not Lane.LIFE_SAFETY:
        what = "reminder"
    return TimelineEntry(
        id=entry_id,
        incident_id=incident.id,
        tenant_id=incident.tenant_id,
        at=now,
        what=what,
        actor=command.actor,
        text=getattr(command, "text", ""),
        detail=_detail(incident, command),
    )


def _detail(incident: Incident, command: c.Command) -> dict[str, str]:
    facts = {
        "reason": getattr(command, "reason", ""),
        "responder": getattr(command, "responder", ""),
        "subscriber": str(getattr(command, "subscriber_id", "")),
        "outcome": str(getattr(command, "outcome", "")),
        "unit": str(getattr(command, "unit_id", "")),
        "result": str(getattr(command, "result", "")),
    }
    if isinstance(command, c.TakeOver | c.LeaseExpired):
        facts["from"] = incident.owner
    if isinstance(command, c.StepExpired):
        facts["step"] = str(incident.step + 1)
    return {key: str(value) for key, value in facts.items() if value}
