"""An incident, its states and the table that says which command leads where (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from alarmd.domain import commands as c
from alarmd.domain.signal import Kind, Lane
from alarmd.domain.value import value


class State(StrEnum):
    """Where an incident stands. Promise 3: each but `closed` has an owner or a running deadline."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    ON_SITE = "on_site"
    CLOSED = "closed"


OPEN_STATES = tuple(state for state in State if state is not State.CLOSED)


@value(frozen=True, slots=True, kw_only=True)
class Incident:
    """What staff work on. Frozen: each change makes a new one, which counts once its batch is committed.

    Attributes:
        subject: what its signals are grouped by, see `matching.subject_of`; one open incident per lane and subject.
        kind: its most urgent kind; `kinds` lists all, in order of arrival.
        priority: 0–100, see `domain.priority`; presses: life-safety signals so far, folds not counted.
        returned: it came back to the queue (lease, acceptance or arrival ran out): shown on top.
        new_press: a press came after a pause of ten minutes (*nytt tryck*).
        owner: `operator:7` while claimed and later; empty while waiting.
        responder: who accepted, empty before.
        deadline_at: when the running answer, lease, acceptance, arrival or visit time ends; None only when closed.
        step: number of the escalation step that is running, from 0; -1 before dispatch.
        flags: union of the signals' flags, as words.
    """

    id: int
    tenant_id: int
    lane: Lane
    state: State
    subject: str
    unit_id: int | None
    subscriber_id: int | None
    kind: Kind
    kinds: tuple[Kind, ...]
    priority: int
    presses: int
    signals: int
    opened_at: datetime
    last_signal_at: datetime
    deadline_at: datetime | None
    where: str = ""
    label_sv: str = ""
    label_en: str = ""
    returned: bool = False
    new_press: bool = False
    owner: str = ""
    responder: str = ""
    step: int = -1
    flags: tuple[str, ...] = ()
    claimed_at: datetime | None = None
    voice_at: datetime | None = None
    dispatched_at: datetime | None = None
    accepted_at: datetime | None = None
    on_site_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""

    @property
    def is_open(self) -> bool:
        """True until a person (or a technical restore) has closed it."""
        return self.state is not State.CLOSED


_NAMES = tuple(field.name for field in fields(Incident))
_values = attrgetter(*_NAMES)


def changed(incident: Incident, **changes: Any) -> Incident:
    """`dataclasses.replace` at less than half its cost; every second press of a storm comes through here.

    Raises:
        TypeError: for a field that does not exist.
    """
    made = dict(zip(_NAMES, _values(incident), strict=False))
    made.update(changes)
    return Incident(**made)


_W, _C, _D, _A, _S, _X = (
    State.WAITING,
    State.CLAIMED,
    State.DISPATCHED,
    State.ACCEPTED,
    State.ON_SITE,
    State.CLOSED,
)

TRANSITIONS: Mapping[tuple[State, type[c.Command]], State] = {
    (_W, c.Claim): _C,
    (_W, c.AnswerExpired): _W,
    (_C, c.TakeOver): _C,
    (_D, c.TakeOver): _D,
    (_A, c.TakeOver): _A,
    (_S, c.TakeOver): _S,
    **{(s, c.Renew): s for s in (_C, _D, _A, _S)},
    **{(s, c.AddNote): s for s in State},
    **{(s, report): s for s in OPEN_STATES for report in (c.Delivered, c.Undelivered)},
    **{(s, c.Tie): s for s in OPEN_STATES},
    **{(s, c.Untie): s for s in OPEN_STATES},
    **{(s, c.Called): s for s in OPEN_STATES},
    (_C, c.HandBack): _W,
    (_D, c.HandBack): _W,
    (_A, c.HandBack): _W,
    (_S, c.HandBack): _W,
    (_C, c.Dispatch): _D,
    (_A, c.Dispatch): _D,
    (_C, c.Accept): _A,
    (_D, c.Accept): _A,
    (_D, c.Decline): _D,
    (_A, c.Decline): _D,
    (_C, c.Arrive): _S,
    (_D, c.Arrive): _S,
    (_A, c.Arrive): _S,
    (_C, c.Close): _X,
    (_D, c.Close): _X,
    (_A, c.Close): _X,
    (_S, c.Close): _X,
    (_C, c.LeaseExpired): _W,
    (_D, c.StepExpired): _D,
    (_A, c.ArrivalExpired): _W,
    (_D, c.NobodyOnCall): _C,
    (_D, c.StepsExhausted): _W,
    (_S, c.VisitExpired): _W,
    **{(s, c.Restored): _X for s in OPEN_STATES},
    **{(s, c.Broken): _W for s in OPEN_STATES},
}
"""State and command give the next state; a pair that is not here is an error (`Restored` is for the technical lane)."""
