"""What can be asked of an incident: by operators, by responders, and by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How an incident ended; closing demands one (IN-12)."""

    HELPED_ON_SITE = "helped_on_site"
    HELPED_BY_VOICE = "helped_by_voice"
    EMERGENCY_SERVICES = "emergency_services"
    RELATIVE_HELPED = "relative_helped"
    FALSE_ALARM = "false_alarm"
    TEST_BY_PERSON = "test_by_person"
    NO_ANSWER_CHECKED = "no_answer_checked"
    TECHNICAL_RESOLVED = "technical_resolved"
    RESTORED = "restored"
    OTHER = "other"


class CallResult(StrEnum):
    """What came of calling one household on the call-round of an outage; UNDONE takes a tick back."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    NEEDS_VISIT = "needs_visit"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands. `actor` is `operator:7`, `responder:3`, `unit:12` or `alarmd`."""

    incident_id: int
    actor: str


@dataclass(frozen=True, slots=True)
class Claim(Command):
    """An operator takes the incident; the lease starts."""


@dataclass(frozen=True, slots=True)
class TakeOver(Command):
    """Another operator takes it from its owner and says why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Renew(Command):
    """The owner is still at work: the lease runs anew."""


@dataclass(frozen=True, slots=True)
class AddNote(Command):
    """Free text in the timeline, by anyone; renews the owner's lease."""

    text: str


@dataclass(frozen=True, slots=True)
class Delivered(Command):
    """A delivery report: the notice to `responder` (`responder:3`) has reached the telephone."""

    responder: str = ""


@dataclass(frozen=True, slots=True)
class Undelivered(Command):
    """A delivery report: the network has given up on the notice to `responder`."""

    responder: str = ""


@dataclass(frozen=True, slots=True)
class HandBack(Command):
    """The owner gives it back to the queue."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dispatch(Command):
    """The on-call team is called out; the escalation loop tells the first one at once."""


@dataclass(frozen=True, slots=True)
class Accept(Command):
    """A responder takes the mission; from `claimed` the operator notes it for one who said so by phone."""

    responder: str = ""


@dataclass(frozen=True, slots=True)
class Decline(Command):
    """A responder cannot go: the next one is told at once."""

    responder: str = ""


@dataclass(frozen=True, slots=True)
class Arrive(Command):
    """The responder is in the home."""


@dataclass(frozen=True, slots=True)
class Close(Command):
    """A person ends the incident with an outcome.

    `seen_presses`: how many presses the person had on the screen; a later one refuses the closing. None: not told.
    """

    outcome: Outcome
    text: str = ""
    seen_presses: int | None = None


@dataclass(frozen=True, slots=True)
class Tie(Command):
    """An unknown sender's incident is tied to a person, of the tenant if given; its next presses are theirs too."""

    subscriber_id: int
    tenant_id: int | None = None


@dataclass(frozen=True, slots=True)
class Untie(Command):
    """The unknown senders that were tied to this incident's person are unknown again, from their next press on."""


@dataclass(frozen=True, slots=True)
class Called(Command):
    """The people behind one unit of an outage were called; anyone may do it, several share the round."""

    unit_id: int
    result: CallResult


@dataclass(frozen=True, slots=True)
class AnswerExpired(Command):
    """Nobody took it in time: all consoles ring again; for a technical incident it is the reminder."""


@dataclass(frozen=True, slots=True)
class LeaseExpired(Command):
    """The owner was idle too long, or its console was absent 10 s: back to the queue, on top."""

    reason: str = "idle"


@dataclass(frozen=True, slots=True)
class StepExpired(Command):
    """The next person is told: `responder` (`responder:3`), for `reason` (`escalation.Next`)."""

    responder: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NobodyOnCall(Command):
    """There was nobody to tell: it stays with the operator, who hears so at once."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class StepsExhausted(Command):
    """Nobody is left to tell: back to the operators, loudly."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalExpired(Command):
    """Nobody was on site in time: back to the queue, on top."""


@dataclass(frozen=True, slots=True)
class VisitExpired(Command):
    """The visit has lasted too long without a word: back to the queue, on top."""


@dataclass(frozen=True, slots=True)
class Restored(Command):
    """The fault is gone: a technical incident closes by itself. Never life-safety."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Broken(Command):
    """An invariant did not hold: the incident goes back to waiting and is flagged."""

    reason: str
