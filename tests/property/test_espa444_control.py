"""The control role: every state takes every event; polls, answers and timeouts."""

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
    ControlLink,
    Enquiry,
    Fault,
    Refusal,
    Rejected,
    Splitter,
    Turn,
    build_block,
)
from protocols.espa444.control import TRANSITIONS, Event, State

(BLOCK,) = Splitter().feed(build_block("1", [("1", b"1001")]))
assert isinstance(BLOCK, Block)
POLL = b"2\x05"


def test_the_table_is_whole() -> None:
    assert set(TRANSITIONS) == {(state, event) for state in State for event in Event}


STEPS = st.sampled_from(
    [Enquiry("1"), Enquiry("2"), BLOCK, Rejected(Fault.CUT, b""), Rejected(Fault.NOISE, b""), Answer.EOT, Answer.ACK,
     Refusal(), "due", "stored", "refused", "timeout"]
)  # fmt: skip


@given(st.lists(STEPS, max_size=40))
def test_one_block_at_a_time_and_none_acknowledged_before_it_is_stored(steps: list[object]) -> None:
    link = ControlLink()
    owed = 0
    for step in steps:
        before = link.state
        turn = play(link, step)
        if turn.take:
            owed = 1
        if turn.say == SAY_ACK and step != Enquiry("1"):
            assert step == "stored"
            assert owed == 1
            owed = 0
        assert turn.say != POLL or before is State.IDLE


def play(link: ControlLink, step: object) -> Turn:
    if step == "due":
        return link.poll_due()
    if step == "stored":
        return link.decided(link._taken or BLOCK, durable=True)
    if step == "refused":
        return link.decided(link._taken or BLOCK, durable=False)
    if step == "timeout":
        return link.timed_out()
    return link.hear(step)  # type: ignore[arg-type]


def test_a_poll_with_nothing_to_say() -> None:
    link = ControlLink()
    assert link.poll_due().say == POLL
    assert link.poll_due().say == b""
    link.hear(Answer.EOT)
    assert link.poll_due().say == POLL


def test_a_poll_that_brings_a_call() -> None:
    link = ControlLink()
    link.poll_due()
    assert link.hear(Enquiry("1")).say == SAY_ACK
    assert link.hear(Rejected(Fault.BAD_BCC, b"")).say == SAY_DAMAGED
    assert link.hear(BLOCK).take is BLOCK
    assert link.poll_due().say == b""
    assert link.decided(link._taken or BLOCK, durable=True).say == SAY_ACK
    assert link.hear(Answer.EOT).say == b""
    assert link.state is State.IDLE


def test_what_cannot_be_stored_is_refused() -> None:
    link = ControlLink()
    link.hear(BLOCK)
    assert link.decided(link._taken or BLOCK, durable=False).say == SAY_NAK


def test_a_station_that_stops_is_sent_home() -> None:
    link = ControlLink()
    link.poll_due()
    link.hear(Enquiry("1"))
    assert link.timed_out().say == SAY_EOT
    assert link.state is State.IDLE


def test_other_addresses() -> None:
    link = ControlLink(address="0", station="5")
    assert link.poll_due().say == b"5\x05"
    assert link.hear(Enquiry("0")).say == SAY_ACK
