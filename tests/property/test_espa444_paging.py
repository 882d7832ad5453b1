"""The paging role: every state takes every event, and no block is acknowledged before it is stored."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from protocols.espa444 import (
    SAY_ACK,
    SAY_DAMAGED,
    SAY_EOT,
    SAY_NAK,
    Answer,
    Block,
    Enquiry,
    Fault,
    PagingLink,
    Refusal,
    Rejected,
    Splitter,
    Turn,
    build_block,
)
from protocols.espa444.paging import TRANSITIONS, Event, State

(BLOCK,) = Splitter().feed(build_block("1", [("1", b"1001")]))
assert isinstance(BLOCK, Block)
CONTROL, US, OTHER = Enquiry("1"), Enquiry("2"), Enquiry("3")
DAMAGED = Rejected(Fault.BAD_BCC, b"")


def test_the_table_is_whole() -> None:
    assert set(TRANSITIONS) == {(state, event) for state in State for event in Event}


STEPS = st.sampled_from(
    [CONTROL, US, OTHER, BLOCK, DAMAGED, Rejected(Fault.NOISE, b"x"), Answer.EOT, Answer.ACK, Refusal("1"), "stored",
     "refused", "timeout"]
)  # fmt: skip


@given(st.lists(STEPS, max_size=40))
def test_one_block_at_a_time_and_none_acknowledged_before_it_is_stored(steps: list[object]) -> None:
    link = PagingLink()
    owed = 0
    for step in steps:
        before = link.state
        turn = play(link, step)
        if turn.take:
            owed = 1
        selecting = before is State.CALLING and step == US
        if turn.say == SAY_ACK and not selecting:
            assert step == "stored"
            assert owed == 1
            owed = 0
        assert turn.say in (b"", SAY_ACK, SAY_EOT, SAY_NAK, SAY_DAMAGED)


def play(link: PagingLink, step: object) -> Turn:
    if step == "stored":
        return link.decided(link._taken or BLOCK, durable=True)
    if step == "refused":
        return link.decided(link._taken or BLOCK, durable=False)
    if step == "timeout":
        return link.timed_out()
    return link.hear(step)  # type: ignore[arg-type]


def test_a_poll_is_answered_from_every_state() -> None:
    for state in State:
        link = PagingLink()
        link.state = state
        turn = link.hear(US)
        assert turn.say == (SAY_ACK if state is State.CALLING else SAY_EOT)


def test_a_call_is_acknowledged_when_it_is_stored() -> None:
    link = PagingLink()
    assert [link.hear(item).say for item in (CONTROL, US)] == [b"", SAY_ACK]
    assert link.hear(BLOCK) == Turn(take=BLOCK)
    assert link.hear(BLOCK) == Turn()
    assert link.decided(link._taken or BLOCK, durable=True).say == SAY_ACK
    assert link.hear(Answer.EOT).say == b""


def test_a_verdict_answers_no_block_but_its_own() -> None:
    (other,) = Splitter().feed(build_block("1", [("1", b"1002")]))
    assert isinstance(other, Block)
    link = PagingLink()
    for item in (CONTROL, US, BLOCK):
        link.hear(item)
    assert link.hear(other).take is other
    assert link.decided(BLOCK, durable=True) == Turn()
    assert link.decided(other, durable=True).say == SAY_ACK
    link.hear(BLOCK)
    assert link.hear(DAMAGED).say == SAY_DAMAGED
    assert link.decided(BLOCK, durable=True) == Turn()


def test_what_cannot_be_stored_is_refused_and_may_be_repeated() -> None:
    link = PagingLink()
    for item in (CONTROL, US, BLOCK):
        link.hear(item)
    assert link.decided(link._taken or BLOCK, durable=False).say == SAY_NAK
    assert link.hear(BLOCK).take is BLOCK


def test_a_late_verdict_finds_nobody() -> None:
    link = PagingLink()
    for item in (CONTROL, US, BLOCK, Answer.EOT):
        link.hear(item)
    assert link.decided(link._taken or BLOCK, durable=True).say == b""


def test_a_block_to_another_station_is_not_ours() -> None:
    link = PagingLink()
    for item in (CONTROL, OTHER):
        assert link.hear(item).say == b""
    assert link.hear(BLOCK) == Turn()
    assert link.hear(DAMAGED) == Turn()


def test_a_block_whose_selection_was_lost_is_taken() -> None:
    assert PagingLink().hear(BLOCK).take is BLOCK


def test_other_addresses() -> None:
    link = PagingLink(address="7", control="0")
    assert link.hear(US).say == b""
    assert [link.hear(Enquiry(address)).say for address in "07"] == [b"", SAY_ACK]
