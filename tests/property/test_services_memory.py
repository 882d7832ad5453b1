"""Memory is what the store would say, and a draft is what memory will be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.incident import Incident, State
from alarmd.domain.matching import subject_of
from alarmd.domain.ports import Batch, Changes, Committed
from alarmd.domain.signal import Lane
from alarmd.services.memory import MOST_CLOSED, MOST_RESULTS, Draft, Memory
from tests.fakes.clock import START
from tests.fakes.signals import after, battery, incident, signal

changes = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(State), st.sampled_from(["a", "b", "c"]), st.integers(0, 100)),
    max_size=40,
)


def commit(memory: Memory, draft: Draft, number: int) -> None:
    batch = Batch(at=START, based_on=memory.feed_no, incidents=draft.incidents, opened=draft.opened)
    memory.apply(batch, Committed(number, START, 0.0), 1000.0)


@given(changes, st.integers(1, 5))
def test_draft_and_memory_agree_with_a_plain_dictionary(found: list[tuple[int, State, str, int]], each: int) -> None:
    memory, truth = Memory(), dict[int, Incident]()
    draft = Draft(memory)
    for n, (number, state, subject, seconds) in enumerate(found):
        holder = next((i for i in truth.values() if i.is_open and i.subject == subject and i.id != number), None)
        if number in truth and not truth[number].is_open:
            continue
        if state is not State.CLOSED and holder is not None:
            continue
        deadline = None if state is State.CLOSED else after(seconds)
        it = incident(id=number, state=state, subject=subject, deadline_at=deadline)
        truth[number] = it
        draft.put(it)
        for key in ("a", "b", "c"):
            expected = next((i for i in truth.values() if i.is_open and i.subject == key), None)
            assert draft.open_incident(Lane.LIFE_SAFETY, key) == expected
        if n % each == 0:
            commit(memory, draft, n + 1)
            draft = Draft(memory)
    commit(memory, draft, 1000)
    assert memory.open == {key: it for key, it in truth.items() if it.is_open}
    assert {state: n for (_, state), n in memory.counts.items() if n} == {
        state: len([i for i in truth.values() if i.state is state])
        for state in State
        if state is not State.CLOSED and any(i.state is state for i in truth.values())
    }
    assert sorted(memory.agenda.take_due(1e9)) == sorted(memory.open)
    for key in ("a", "b", "c"):
        expected = next((i for i in memory.open.values() if i.subject == key), None)
        assert memory.open_incident(Lane.LIFE_SAFETY, key) == expected


def test_a_step_of_the_wall_clock_moves_no_deadline() -> None:
    memory = Memory()
    it = incident(deadline_at=after(30))
    memory.merge(Changes(1, (it,)), START, 1000.0)
    memory.merge(Changes(2, (replace(it, presses=2),)), after(-3600), 1010.0)
    assert memory.agenda.next_s() == 1030.0


def test_leases_are_prolonged_by_our_downtime_and_nothing_else_is() -> None:
    memory = Memory()
    claimed = incident(state=State.CLAIMED, owner="operator:1", deadline_at=after(100))
    waiting = incident(subject="subscriber:2", deadline_at=after(50))
    memory.load(Changes(5, (claimed, waiting)), [], after(1000), 5000.0, stopped_at=after(20))
    assert memory.agenda.take_due(5079.0) == [waiting.id]
    assert memory.agenda.take_due(5080.0) == [claimed.id]
    assert memory.feed_no == 5


def test_recent_messages_come_back_with_their_answers() -> None:
    memory = Memory()
    one = signal(received_at=START)
    memory.load(Changes(1), [(one, 7, after(5))], after(30), 5000.0)
    seen = memory.recent.repeats(one.message_key, 5000.0)
    assert seen is not None
    assert (seen.signal_id, seen.incident_id, seen.first_s) == (one.id, 7, 4970.0)
    assert memory.recent.repeats(one.message_key, 5031.0) is None


def test_a_full_reading_drops_what_the_store_no_longer_has_open() -> None:
    memory = Memory()
    one, two = incident(subject="a"), incident(subject="b")
    memory.merge(Changes(1, (one, two)), START, 0.0)
    memory.replace(Changes(3, (two,)), START, 0.0)
    assert list(memory.open) == [two.id]
    assert memory.open_incident(Lane.LIFE_SAFETY, "a") is None
    assert len(memory.agenda) == 1


def test_the_closed_are_remembered_for_a_while() -> None:
    memory = Memory()
    closed = [incident(state=State.CLOSED, deadline_at=None) for _ in range(MOST_CLOSED + 5)]
    memory.merge(Changes(1, tuple(closed)), START, 0.0)
    assert memory.get(closed[0].id) is None
    assert memory.get(closed[-1].id) is closed[-1]
    assert not memory.open


def test_a_note_on_a_closed_one_does_not_hide_the_open_one() -> None:
    memory = Memory()
    closed = incident(state=State.CLOSED, deadline_at=None)
    opened = incident()
    memory.merge(Changes(1, (closed, opened)), START, 0.0)
    draft = Draft(memory)
    draft.put(closed)
    assert draft.open_incident(Lane.LIFE_SAFETY, "subscriber:1") is opened
    assert draft.joined == set()


def test_what_has_only_grown_is_told_from_what_has_moved() -> None:
    memory = Memory()
    grows, claimed, tied = incident(subject="a"), incident(subject="b"), incident(subject="c")
    memory.merge(Changes(1, (grows, claimed, tied)), START, 0.0)
    draft = Draft(memory)
    draft.put(replace(grows, presses=2))
    draft.put(replace(claimed, state=State.CLAIMED))
    draft.put(replace(claimed, state=State.CLAIMED, presses=3))
    draft.put(replace(tied, subject="d"))
    draft.put(incident(subject="e"))
    assert draft.joined == {grows.id, claimed.id, tied.id}
    assert draft.grown == {grows.id}


def test_replies_are_remembered_up_to_a_number() -> None:
    memory = Memory()
    batch = Batch(at=START, based_on=0, command_ids=[(str(n), "{}") for n in range(MOST_RESULTS + 1)])
    memory.apply(batch, Committed(0, START, 0.0), 0.0)
    assert "0" not in memory.results
    assert "1" in memory.results


def test_the_fault_that_a_signal_is_about() -> None:
    memory = Memory()
    one = battery()
    it = incident(lane=Lane.TECHNICAL, subject=subject_of(one), deadline_at=START + timedelta(days=1))
    memory.merge(Changes(1, (it,)), START, 0.0)
    assert memory.technical_of(battery()) is it
    assert memory.technical_of(battery(unit_id=2)) is None
