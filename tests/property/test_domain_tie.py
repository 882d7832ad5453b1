"""Whose an unknown sender's presses are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.signal import Flag, Lane
from alarmd.domain.tie import SenderTie, may_be_tied, redirected, sender_in
from tests.fakes.clock import START
from tests.fakes.signals import battery, signal

TIE = SenderTie(door="dc09", address="0704", tenant_id=2, subscriber_id=9, incident_id=1, actor="operator:7", at=START)


@given(st.text(st.characters(exclude_characters=":"), min_size=1), st.text(min_size=1))
def test_the_sender_stands_in_the_subject(door: str, address: str) -> None:
    unknown = signal(door=door, address=address, unit_id=None, subscriber_id=None)
    assert sender_in(unknown.subject) == (door, address)
    assert may_be_tied(unknown)


def test_other_subjects_have_no_sender() -> None:
    assert [sender_in(subject) for subject in ("subscriber:9", "unit:7", "sender:dc09:", "")] == [None] * 4


def test_only_presses_of_unknown_senders_are_redirected() -> None:
    assert not may_be_tied(signal())
    assert not may_be_tied(signal(subscriber_id=None))
    assert not may_be_tied(battery(unit_id=None, subscriber_id=None))


def test_a_redirected_press_is_the_persons_and_says_so() -> None:
    press = signal(unit_id=None, subscriber_id=None, flags=frozenset({Flag.UNKNOWN_SENDER}))
    found = redirected(press, TIE)
    assert (found.subject, found.tenant_id, found.lane) == ("subscriber:9", 2, Lane.LIFE_SAFETY)
    assert found.flags == {Flag.UNKNOWN_SENDER, Flag.TIED}
    assert (found.id, found.message_key, found.raw) == (press.id, press.message_key, press.raw)
