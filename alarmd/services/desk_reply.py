"""What the desk says to whoever gave a command."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from alarmd.domain.errors import (
    AlreadyAccepted,
    AlreadyClaimed,
    DomainError,
    NewPress,
    NotOwner,
    OutcomeMissing,
    ReasonMissing,
    SubjectTaken,
)
from alarmd.domain.incident import Incident


class DeskCode(StrEnum):
    """Why a command was carried out or not; translated into sentences where people read it."""

    OK = "ok"
    UNKNOWN_INCIDENT = "unknown_incident"
    UNKNOWN_SUBJECT = "unknown_subject"
    CLOSED = "closed"
    ILLEGAL = "illegal"
    ALREADY_CLAIMED = "already_claimed"
    ALREADY_ACCEPTED = "already_accepted"
    NOT_OWNER = "not_owner"
    REASON_MISSING = "reason_missing"
    OUTCOME_MISSING = "outcome_missing"
    NEW_PRESS = "new_press"
    SUBJECT_TAKEN = "subject_taken"
    SUPERSEDED = "superseded"
    REFUSED = "refused"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class DeskReply:
    """The desk's answer.

    Attributes:
        incident: as it is after the command (or as it stands, when refused); None when there is none.
        who: who has it, for ALREADY_CLAIMED, ALREADY_ACCEPTED and NOT_OWNER.
        other_incident: the one that is open for the person, for SUBJECT_TAKEN.
    """

    ok: bool
    code: DeskCode
    incident: Incident | None = None
    who: str = ""
    other_incident: int | None = None


def refusal(error: DomainError, incident: Incident) -> DeskReply:
    """The reply for a rule that said no."""
    match error:
        case AlreadyClaimed(owner):
            return DeskReply(False, DeskCode.ALREADY_CLAIMED, incident, owner)
        case AlreadyAccepted(responder):
            return DeskReply(False, DeskCode.ALREADY_ACCEPTED, incident, responder)
        case NotOwner(owner):
            return DeskReply(False, DeskCode.NOT_OWNER, incident, owner)
        case SubjectTaken(other):
            return DeskReply(False, DeskCode.SUBJECT_TAKEN, incident, other_incident=other)
        case ReasonMissing():
            return DeskReply(False, DeskCode.REASON_MISSING, incident)
        case OutcomeMissing():
            return DeskReply(False, DeskCode.OUTCOME_MISSING, incident)
        case NewPress():
            return DeskReply(False, DeskCode.NEW_PRESS, incident)
        case _:
            return DeskReply(False, DeskCode.ILLEGAL if incident.is_open else DeskCode.CLOSED, incident)


def to_json(reply: DeskReply) -> str:
    """What is stored with the command id."""
    return json.dumps({"code": reply.code, "incident": reply.incident.id if reply.incident else None})


def incident_in(stored: str) -> int | None:
    """The incident a stored reply was about; what is stored was carried out."""
    found = json.loads(stored)["incident"]
    return int(found) if found is not None else None
