"""Every error of the rules has a code, and a stored reply names its incident."""

from __future__ import annotations

import pytest

from alarmd.domain import errors as e
from alarmd.domain.incident import State
from alarmd.services.desk_reply import DeskCode, DeskReply, incident_in, refusal, to_json
from tests.fakes.signals import incident


@pytest.mark.parametrize(
    ("error", "code", "who"),
    [
        (e.AlreadyClaimed("operator:1"), DeskCode.ALREADY_CLAIMED, "operator:1"),
        (e.AlreadyAccepted("responder:1"), DeskCode.ALREADY_ACCEPTED, "responder:1"),
        (e.NotOwner("operator:2"), DeskCode.NOT_OWNER, "operator:2"),
        (e.ReasonMissing(), DeskCode.REASON_MISSING, ""),
        (e.OutcomeMissing(), DeskCode.OUTCOME_MISSING, ""),
        (e.NewPress(2), DeskCode.NEW_PRESS, ""),
        (e.SubjectTaken(5), DeskCode.SUBJECT_TAKEN, ""),
        (e.IllegalTransition("waiting", "Close"), DeskCode.ILLEGAL, ""),
    ],
)
def test_each_refusal_has_its_code(error: e.DomainError, code: DeskCode, who: str) -> None:
    reply = refusal(error, incident())
    assert (reply.ok, reply.code, reply.who) == (False, code, who)


def test_what_is_closed_is_said_to_be_closed() -> None:
    assert refusal(e.IllegalTransition("closed", "Claim"), incident(state=State.CLOSED)).code is DeskCode.CLOSED
    assert refusal(e.SubjectTaken(5), incident()).other_incident == 5


def test_a_stored_reply_names_its_incident() -> None:
    it = incident()
    assert incident_in(to_json(DeskReply(True, DeskCode.OK, it))) == it.id
    assert incident_in(to_json(DeskReply(True, DeskCode.OK))) is None
