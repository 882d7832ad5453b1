"""Promise 3: whatever is commanded and whatever expires, no open incident is without a way on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alarmd.domain import commands as c
from alarmd.domain.errors import (
    AlreadyAccepted,
    AlreadyClaimed,
    DomainError,
    IllegalTransition,
    NewPress,
    NotOwner,
    OutcomeMissing,
    ReasonMissing,
)
from alarmd.domain.incident import OPEN_STATES, TRANSITIONS, Incident, State
from alarmd.domain.lifecycle import WORDS, apply
from alarmd.domain.matching import place
from alarmd.domain.policy import DEFAULT
from alarmd.domain.signal import Kind, Lane
from tests.fakes.clock import START
from tests.fakes.signals import after, incident, signal

NURSE, OTHER = "operator:1", "operator:2"
EXPIRES = {
    State.WAITING: c.AnswerExpired,
    State.CLAIMED: c.LeaseExpired,
    State.DISPATCHED: c.StepExpired,
    State.ACCEPTED: c.ArrivalExpired,
    State.ON_SITE: c.VisitExpired,
}


def command(kind: type[c.Command], actor: str = NURSE) -> c.Command:
    more: dict[str, object] = {}
    if kind is c.TakeOver:
        more = {"reason": "shift"}
    elif kind is c.AddNote:
        more = {"text": "x"}
    elif kind is c.Close:
        more = {"outcome": c.Outcome.HELPED_ON_SITE}
    elif kind is c.Called:
        more = {"unit_id": 7, "result": c.CallResult.ANSWERED}
    elif kind is c.Tie:
        more = {"subscriber_id": 9}
    elif kind is c.Broken:
        more = {"reason": "test"}
    return kind(1, actor, **more)  # type: ignore[arg-type]


def claimed(**changes: object) -> Incident:
    return apply(incident(**changes), c.Claim(1, NURSE), START, DEFAULT, 1)[0]


COMMANDS = sorted({kind for _, kind in TRANSITIONS}, key=lambda kind: kind.__name__)


class Promise3(RuleBasedStateMachine):
    """Any command by anyone at any time, presses in between, and the clock's own commands when they are due."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.it = incident()

    @rule(kind=st.sampled_from(COMMANDS), actor=st.sampled_from([NURSE, OTHER, "responder:3", "alarmd"]))
    def somebody_acts(self, kind: type[c.Command], actor: str) -> None:
        before = self.it
        try:
            self.it, entry = apply(before, command(kind, actor), self.now, DEFAULT, 1)
        except DomainError:
            return
        assert self.it.state is TRANSITIONS[(before.state, kind)]
        assert (entry is None) == (kind not in WORDS)

    @rule(seconds=st.integers(0, 4000))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        for _ in range(50):
            if self.it.deadline_at is None or self.it.deadline_at > self.now:
                return
            at = self.it.deadline_at
            self.it, _ = apply(self.it, command(EXPIRES[self.it.state], "alarmd"), at, DEFAULT, 1)
            if self.it.state is State.WAITING:
                return

    @precondition(lambda self: self.it.is_open)
    @rule(kind=st.sampled_from([Kind.PRESS, Kind.FIRE, Kind.CANCELLED]), restore=st.booleans())
    def a_signal_comes(self, kind: Kind, restore: bool) -> None:
        view = type("View", (), {"open_incident": lambda _, lane, subject: self.it})()
        placed = place(signal(kind=kind, restore=restore), view, self.now, DEFAULT, lambda now: 1)
        assert placed.incident is not None
        assert placed.incident.state is self.it.state
        self.it = placed.incident

    @invariant()
    def no_open_incident_is_unowned(self) -> None:
        if self.it.state is State.CLOSED:
            assert self.it.outcome
            assert self.it.deadline_at is None
        else:
            assert self.it.deadline_at is not None
            assert self.it.deadline_at <= self.now + timedelta(hours=1)
            assert bool(self.it.owner) == (self.it.state is not State.WAITING)


TestPromise3 = Promise3.TestCase


def test_every_pair_of_the_table_can_be_carried_out_and_no_other() -> None:
    for state in State:
        for kind in COMMANDS:
            owner = "" if state is State.WAITING else NURSE
            it = incident(state=state, owner=owner, lane=Lane.TECHNICAL, flags=("outage", "tied"))
            if (state, kind) in TRANSITIONS:
                assert apply(it, command(kind), START, DEFAULT, 1)[0].state is TRANSITIONS[(state, kind)]
            else:
                with pytest.raises(DomainError):
                    apply(it, command(kind), START, DEFAULT, 1)


def test_the_clock_can_always_move_an_open_incident() -> None:
    for state in OPEN_STATES:
        assert (state, EXPIRES[state]) in TRANSITIONS


@given(st.sampled_from(OPEN_STATES))
def test_a_broken_incident_waits_on_top(state: State) -> None:
    it = incident(state=state, owner="" if state is State.WAITING else NURSE)
    broken, entry = apply(it, c.Broken(1, "alarmd", "odd"), START, DEFAULT, 5)
    assert (broken.state, broken.returned, broken.owner) == (State.WAITING, True, "")
    assert entry is not None
    assert (entry.id, entry.what, entry.detail) == (5, "broken", {"reason": "odd"})


def test_the_second_claim_is_told_who_was_first() -> None:
    with pytest.raises(AlreadyClaimed) as raised:
        apply(claimed(), c.Claim(1, OTHER), START, DEFAULT, 1)
    assert raised.value.owner == NURSE


def test_the_second_acceptor_is_told_who_has_it() -> None:
    it = apply(claimed(), c.Accept(1, "responder:3"), START, DEFAULT, 1)[0]
    assert it.responder == "responder:3"
    with pytest.raises(AlreadyAccepted) as raised:
        apply(it, c.Accept(1, "responder:4"), START, DEFAULT, 1)
    assert raised.value.responder == "responder:3"


def test_life_safety_is_never_restored() -> None:
    with pytest.raises(IllegalTransition):
        apply(incident(), c.Restored(1, "alarmd"), START, DEFAULT, 1)


def test_a_waiting_incident_is_not_closed_unseen() -> None:
    with pytest.raises(IllegalTransition):
        apply(incident(), command(c.Close), START, DEFAULT, 1)


def test_only_the_owner_closes_and_taking_over_needs_a_reason() -> None:
    with pytest.raises(NotOwner):
        apply(claimed(), command(c.Close, OTHER), START, DEFAULT, 1)
    with pytest.raises(ReasonMissing):
        apply(claimed(), c.TakeOver(1, OTHER, "  "), START, DEFAULT, 1)
    taken = apply(claimed(), c.TakeOver(1, OTHER, "shift"), START, DEFAULT, 1)[0]
    assert apply(taken, command(c.Close, OTHER), START, DEFAULT, 1)[0].outcome == "helped_on_site"


def test_closing_needs_an_outcome() -> None:
    with pytest.raises(OutcomeMissing):
        apply(claimed(), c.Close(1, NURSE, ""), START, DEFAULT, 1)  # type: ignore[arg-type]


def test_a_press_that_was_not_seen_stops_the_closing() -> None:
    close = c.Close(1, NURSE, c.Outcome.FALSE_ALARM, seen_presses=1)
    with pytest.raises(NewPress):
        apply(claimed(presses=2), close, START, DEFAULT, 1)
    assert apply(claimed(presses=1), close, START, DEFAULT, 1)[0].state is State.CLOSED


def test_the_lease_runs_anew_only_for_the_owners_work() -> None:
    later = after(60)
    assert apply(claimed(), c.AddNote(1, NURSE, "x"), later, DEFAULT, 1)[0].deadline_at == after(180)
    assert apply(claimed(), c.AddNote(1, OTHER, "x"), later, DEFAULT, 1)[0].deadline_at == after(120)
    renewed, entry = apply(claimed(), c.Renew(1, NURSE), later, DEFAULT, 1)
    assert (renewed.deadline_at, entry) == (after(180), None)


def test_stamps() -> None:
    it = claimed()
    for kind, seconds in ((c.Dispatch, 10), (c.Accept, 20), (c.Arrive, 30), (c.Close, 40)):
        it = apply(it, command(kind), after(seconds), DEFAULT, 1)[0]
    found = (it.claimed_at, it.dispatched_at, it.accepted_at, it.on_site_at, it.closed_at)
    assert found == tuple(after(seconds) for seconds in (0, 10, 20, 30, 40))


def test_nobody_on_call_stays_with_the_operator_and_says_so() -> None:
    it = apply(claimed(), command(c.Dispatch), START, DEFAULT, 1)[0]
    assert it.deadline_at == START
    it = apply(it, c.NobodyOnCall(1, "alarmd", "nobody_on_call"), START, DEFAULT, 1)[0]
    assert (it.state, it.owner, it.returned, it.flags) == (State.CLAIMED, NURSE, True, ("nobody_on_call",))
    assert apply(it, command(c.Dispatch), START, DEFAULT, 1)[0].flags == ()


def test_a_tied_incident_belongs_to_the_person() -> None:
    it = apply(incident(subject="sender:dc09:77", subscriber_id=None), c.Tie(1, NURSE, 9), START, DEFAULT, 1)[0]
    assert (it.subject, it.subscriber_id, it.deadline_at) == ("subscriber:9", 9, after(30))


def test_only_an_outage_has_a_call_round() -> None:
    tick = c.Called(1, NURSE, 7, c.CallResult.NO_ANSWER)
    with pytest.raises(IllegalTransition):
        apply(incident(lane=Lane.TECHNICAL), tick, START, DEFAULT, 1)
    outage = incident(lane=Lane.TECHNICAL, flags=("outage",))
    it, entry = apply(outage, tick, after(9), DEFAULT, 1)
    assert it == outage
    assert entry is not None
    assert (entry.what, entry.actor, entry.detail) == ("called", NURSE, {"unit": "7", "result": "no_answer"})


def test_a_reminder_is_not_called_unanswered() -> None:
    it, entry = apply(incident(lane=Lane.TECHNICAL), c.AnswerExpired(1, "alarmd"), START, DEFAULT, 1)
    assert entry is not None
    assert (entry.what, it.deadline_at) == ("reminder", after(86_400))
