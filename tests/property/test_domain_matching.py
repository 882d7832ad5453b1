"""Grouping: what opens, what joins, what restores, and what is never closed by a machine."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.ids import IdMaker
from alarmd.domain.incident import Incident, State
from alarmd.domain.matching import Placement, Reason, place, subject_of
from alarmd.domain.policy import DEFAULT
from alarmd.domain.signal import Flag, Kind, Lane, Signal
from tests.fakes.clock import START
from tests.fakes.signals import battery, signal

new_id = IdMaker()


class Open:
    """A view that keeps what was placed."""

    def __init__(self) -> None:
        self.found: dict[tuple[Lane, str], Incident] = {}

    def open_incident(self, lane: Lane, subject: str) -> Incident | None:
        return self.found.get((lane, subject))

    def place(self, one: Signal) -> Placement:
        placed = place(one, self, one.received_at, DEFAULT, new_id, "Byn")
        if placed.incident is not None:
            key = (placed.incident.lane, placed.incident.subject)
            self.found[key] = placed.incident
            if not placed.incident.is_open:
                del self.found[key]
        return placed


def later(seconds: float, **changes: object) -> Signal:
    return signal(received_at=START + timedelta(seconds=seconds), **changes)


def test_the_first_press_opens_and_the_second_joins() -> None:
    view = Open()
    first, second = view.place(later(0)), view.place(later(599.9))
    assert (first.reason, second.reason) == (Reason.OPENED, Reason.JOINED)
    assert first.incident is not None
    assert second.incident is not None
    assert second.incident.id == first.incident.id
    assert (second.incident.presses, second.incident.priority, second.incident.new_press) == (2, 85, False)
    assert first.incident.where == "Byn"


def test_after_ten_minutes_it_is_a_new_press_however_old_the_incident() -> None:
    view = Open()
    view.place(later(0))
    placed = view.place(later(600))
    assert placed.reason is Reason.JOINED_AFTER_PAUSE
    assert placed.incident is not None
    assert placed.incident.new_press
    assert view.place(later(601)).incident.new_press  # type: ignore[union-attr]


def test_it_shows_its_most_urgent_kind_and_lists_all() -> None:
    view = Open()
    for kind in (Kind.INACTIVITY, Kind.FIRE, Kind.PRESS):
        placed = view.place(signal(kind=kind, label_sv=kind.upper()))
    assert placed.incident is not None
    assert (placed.incident.kind, placed.incident.label_sv) == (Kind.FIRE, "FIRE")
    assert placed.incident.kinds == (Kind.INACTIVITY, Kind.FIRE, Kind.PRESS)
    assert placed.incident.priority == 100


def test_two_units_of_one_person_are_one_incident_and_two_unknown_senders_are_two() -> None:
    view = Open()
    view.place(signal(unit_id=1))
    assert view.place(signal(unit_id=2)).reason is Reason.JOINED
    unknown = {"unit_id": None, "subscriber_id": None}
    assert view.place(signal(**unknown, address="A")).reason is Reason.OPENED
    assert view.place(signal(**unknown, address="A")).reason is Reason.JOINED
    assert view.place(signal(**unknown, address="B")).reason is Reason.OPENED
    assert view.place(signal(**unknown, address="A", door="scaip")).reason is Reason.OPENED


def test_a_restore_never_closes_life_safety_nor_counts_as_a_press() -> None:
    view = Open()
    assert view.place(signal(kind=Kind.FIRE, restore=True)).reason is Reason.NOTHING_TO_RESTORE
    view.place(signal(kind=Kind.FIRE))
    placed = view.place(signal(kind=Kind.FIRE, restore=True))
    assert placed.reason is Reason.RESTORE_NOTED
    assert placed.incident is not None
    assert (placed.incident.state, placed.incident.presses, placed.incident.signals) == (State.WAITING, 1, 2)


def test_a_withdrawal_flags_and_never_closes() -> None:
    view = Open()
    withdrawal = signal(kind=Kind.CANCELLED, flags=frozenset({Flag.WITHDRAWN}))
    assert view.place(withdrawal).reason is Reason.NOTHING_TO_WITHDRAW
    view.place(signal())
    placed = view.place(withdrawal)
    assert placed.reason is Reason.WITHDRAWN
    assert placed.incident is not None
    assert (placed.incident.state, placed.incident.flags) == (State.WAITING, ("withdrawn",))


def test_a_fault_that_is_still_there_is_no_press_unless_it_is_news() -> None:
    view = Open()
    still = frozenset({Flag.STILL_PRESENT})
    assert view.place(signal(kind=Kind.FIRE, flags=still)).reason is Reason.OPENED
    placed = view.place(signal(kind=Kind.FIRE, flags=still))
    assert placed.reason is Reason.STILL_PRESENT
    assert placed.incident is not None
    assert placed.incident.presses == 1


def test_each_technical_fault_has_its_own_restore() -> None:
    view = Open()
    view.place(battery())
    view.place(battery(kind=Kind.LINK))
    view.place(battery(peripheral="pendant 2"))
    assert len(view.found) == 3
    assert view.place(battery()).reason is Reason.JOINED
    restored = view.place(battery(restore=True))
    assert restored.reason is Reason.RESTORED
    assert restored.incident is not None
    assert restored.entry is not None
    assert (restored.incident.state, restored.entry.what) == (State.CLOSED, "restored")
    assert len(view.found) == 2
    assert view.place(battery(restore=True)).reason is Reason.NOTHING_TO_RESTORE


@pytest.mark.parametrize(("lane", "reason"), [(Lane.TEST, Reason.TEST), (Lane.INFORMATION, Reason.INFORMATION)])
def test_tests_and_information_open_nothing(lane: Lane, reason: Reason) -> None:
    assert Open().place(signal(lane=lane)) == Placement(reason)


signals = st.builds(
    lambda kind, restore, flags, who, lane, seconds: later(
        seconds,
        kind=kind,
        restore=restore,
        flags=frozenset(flags),
        lane=lane,
        subscriber_id=who,
        unit_id=who,
    ),
    st.sampled_from(Kind),
    st.booleans(),
    st.lists(st.sampled_from(Flag), max_size=2),
    st.integers(1, 3),
    st.sampled_from(Lane),
    st.integers(0, 2000),
)


@given(st.lists(signals, max_size=30))
def test_whatever_comes_life_safety_stays_open_and_at_most_one_is_open_for_each_subject(found: list[Signal]) -> None:
    view = Open()
    for one in found:
        before = dict(view.found)
        placed = view.place(one)
        for key, incident in before.items():
            if key[0] is Lane.LIFE_SAFETY:
                assert view.found[key].is_open
                assert view.found[key].presses >= incident.presses
                assert view.found[key].priority >= incident.priority
        if placed.incident is not None:
            assert placed.incident.subject == subject_of(one)
            assert placed.incident.lane is one.lane
            assert not placed.incident.is_open or placed.incident.deadline_at is not None


def test_an_outage_is_called_what_it_was_called_last_and_a_partial_return_leaves_it_open() -> None:
    def told(number: int, **changes: object) -> Signal:
        return battery(
            kind=Kind.LOST, unit_id=None, subscriber_id=None, address="outage", label_sv=str(number), **changes
        )

    view, flags = Open(), frozenset({Flag.OUTAGE, Flag.STILL_PRESENT})
    assert view.place(told(1, restore=True, flags=flags)).reason is Reason.NOTHING_TO_RESTORE
    view.place(told(1, flags=frozenset({Flag.OUTAGE})))
    view.place(told(2, flags=frozenset({Flag.OUTAGE})))
    partly = view.place(told(1, restore=True, flags=flags))
    assert partly.reason is Reason.RESTORE_NOTED
    assert partly.incident is not None
    assert (partly.incident.label_sv, partly.incident.flags, partly.incident.is_open) == ("1", ("outage",), True)
    assert view.place(told(0, restore=True, flags=frozenset({Flag.OUTAGE}))).reason is Reason.RESTORED
