"""Everybody on call is told once, one at a time, and then the operators."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.escalation import Next, next_step
from alarmd.domain.policy import DEFAULT
from tests.fakes.clock import START
from tests.fakes.signals import after


@dataclass(frozen=True)
class OnCall:
    responder_id: int
    channels: tuple[str, ...]


people = st.lists(
    st.builds(OnCall, st.integers(1, 9), st.lists(st.sampled_from("abc"), max_size=5).map(tuple)),
    max_size=6,
    unique_by=lambda person: person.responder_id,
)


@given(people)
def test_each_reachable_person_is_told_once_in_order_and_then_nobody(on_call: list[OnCall]) -> None:
    told: list[int] = []
    while not (step := next_step(on_call, set(told), START, DEFAULT)).exhausted:
        told.append(step.responder_id)
        assert step.expires_at == after(60)
        assert step.tells[0].at == START
        assert all(tell.at < after(60) for tell in step.tells)
    assert told == [person.responder_id for person in on_call if person.channels]
    if not on_call:
        assert step.reason is Next.NOBODY_ON_CALL
    elif not told:
        assert step.reason is Next.NOBODY_REACHABLE
    else:
        assert step.reason is Next.ALL_TOLD


def test_channels_follow_each_other() -> None:
    step = next_step([OnCall(3, ("push", "sms"))], set(), START, DEFAULT)
    assert [(tell.channel, tell.at) for tell in step.tells] == [("push", after(0)), ("sms", after(20))]
